import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Erasure } from '../../shared/contract/index.ts';
import { Empty } from '../components/empty.tsx';
import { ErasureTable } from './erasure-table.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { EraseIcon } from '../components/icons.tsx';
import { Section } from '../components/section.tsx';

/** Erasures of one app, and the request for another; the page's action does it under the intent `request-erasure`. */
export function Erasures({ erasures, more }: { erasures: Erasure[]; more: boolean }) {
  return (
    <Section
      id="erasures"
      title="Erasures"
      about="Everything of a person, a conversation or a document, gone from every store; with a signed receipt."
      action={<RequestErasure />}
    >
      {erasures.length === 0 ? (
        <Empty title="Nothing was erased yet">
          A person is known by the end_user_id that your application sends with a question.
        </Empty>
      ) : (
        <ErasureTable erasures={erasures} />
      )}
      {more && (
        <Text size="sm" c="dimmed" p="sm">
          Older ones are on the page of all erasures.
        </Text>
      )}
    </Section>
  );
}

const asked = {
  end_user_id: ['A person', 'The end_user_id that your application sends'],
  session_id: ['A conversation', 'sess_…, as the conversation’s page shows it'],
  document_id: ['A document', 'doc_…, as the document’s page shows it'],
} as const;
type Asked = keyof typeof asked;

function RequestErasure() {
  const [kind, setKind] = useState<Asked>('end_user_id');
  return (
    <FormDialog
      title="Erase for good"
      does="Erase"
      fields={{ intent: 'request-erasure' }}
      target={(open) => (
        <Button size="sm" variant="default" leftSection={<EraseIcon size={16} />} onClick={open}>
          Erase…
        </Button>
      )}
    >
      {(problem) => (
        <Stack>
          <Select
            name="kind"
            label="What"
            data={Object.entries(asked).map(([value, [label]]) => ({ value, label }))}
            value={kind}
            onChange={(value) => setKind((value ?? 'end_user_id') as Asked)}
            allowDeselect={false}
          />
          <TextInput
            name="id"
            label="Which"
            description={asked[kind][1]}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            required
            maxLength={200}
            autoComplete="off"
            error={problem?.fields[kind]}
          />
          <Group>
            <Text size="sm" c="dimmed">
              It cannot be undone. Answers that quote an erased document lose their text; costs stay, without
              the person.
            </Text>
          </Group>
        </Stack>
      )}
    </FormDialog>
  );
}
