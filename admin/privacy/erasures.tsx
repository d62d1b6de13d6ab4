import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import type { Erasure } from '../../shared/contract/index.ts';
import { Empty } from '../components/empty.tsx';
import { ErasureTable } from './erasure-table.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { EraseIcon } from '../components/icons.tsx';
import { Section } from '../components/section.tsx';
import { ErasurePreview } from './erasure-preview.tsx';

/**
 * Erasures of one app, and the form for a new one. Handled by the page's action with the intent `request-erasure`.
 */
export function Erasures({ appId, erasures, more }: { appId: string; erasures: Erasure[]; more: boolean }) {
  return (
    <Section
      id="erasures"
      title="Erasures"
      about="Removes a person, a conversation or a document from every store, with a signed receipt."
      action={<RequestErasure appId={appId} />}
    >
      {erasures.length === 0 ? (
        <Empty title="No erasures yet">
          A person is known by the end_user_id that your application sends with a question.
        </Empty>
      ) : (
        <ErasureTable erasures={erasures} />
      )}
      {more && (
        <Text size="sm" c="dimmed" p="sm">
          Older ones are on the Erasures page.
        </Text>
      )}
    </Section>
  );
}

const asked = {
  end_user_id: ['A person', 'The end_user_id sent by your application'],
  session_id: ['A conversation', 'sess_…, from the address of the conversation’s page'],
  document_id: ['A document', 'doc_…, from the address of the document’s page'],
} as const;
type Asked = keyof typeof asked;

/** An id that something can have; what is still being typed is not looked up. */
const isWhole = (kind: Asked, id: string) =>
  kind === 'end_user_id' ? id !== '' : /^(sess|doc)_[0-9a-z]{26}$/.test(id);

function RequestErasure({ appId }: { appId: string }) {
  const [kind, setKind] = useState<Asked>('end_user_id');
  const [id, setId] = useState('');
  const [typed] = useDebouncedValue(id.trim(), 300);
  return (
    <FormDialog
      title="Erase for good"
      does="Erase"
      fields={{ intent: 'request-erasure' }}
      target={(open) => (
        <Button
          size="sm"
          variant="default"
          leftSection={<EraseIcon size={16} />}
          onClick={() => {
            setId('');
            open();
          }}
        >
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
            inputWrapperOrder={INPUT_FIRST}
            required
            maxLength={200}
            value={id}
            onChange={(event) => setId(event.currentTarget.value)}
            autoComplete="off"
            error={problem?.fields[kind]}
          />
          {isWhole(kind, typed) && <ErasurePreview appId={appId} subject={{ [kind]: typed }} />}
          <Group>
            <Text size="sm" c="dimmed">
              This cannot be undone. Answers that quote an erased document lose their text. Costs stay,
              without the person.
            </Text>
          </Group>
        </Stack>
      )}
    </FormDialog>
  );
}
