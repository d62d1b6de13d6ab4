import { Alert, Anchor, Button, Code, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { Link } from '@remix-run/react';
import { useMay } from '../may.ts';
import type { WidgetEditor } from '../types.ts';
import { Empty } from '../components/empty.tsx';
import { FormDialog } from '../components/form-dialog.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Reveal } from '../components/reveal.tsx';
import { Section } from '../components/section.tsx';
import { Copy } from '../components/copy.tsx';

type Keys = WidgetEditor['keys'];

const snippetOf = (publicUrl: string, key: string) =>
  `<script src="${publicUrl}/widget.js"\n  data-key="${key}" async></script>`;

/** Where the widget may appear, and the snippet for it. */
export function WidgetKeys({ keys, publicUrl }: { keys: Keys; publicUrl: string }) {
  const mayChange = useMay('admin');
  return (
    <Section
      id="on-a-page"
      title="On a page"
      about="The widget appears only on the allowed origins of the snippet’s key."
      action={mayChange && <CreatePublishable publicUrl={publicUrl} />}
    >
      {keys.length === 0 ? (
        <Empty title="No publishable key yet">
          {mayChange ? 'Create one above and copy its snippet into your page.' : 'An admin can create one.'}
        </Empty>
      ) : (
        <Stack gap={0} className="page-keys">
          {keys.map((key) => (
            <PageKey key={key.key_id} pageKey={key} publicUrl={publicUrl} mayChange={mayChange} />
          ))}
          {keys.some(({ publishable_key }) => publishable_key === null) && (
            <Text size="sm" c="dimmed" p="md">
              Of an older key only the beginning is stored: put the whole of it in place of <Code>…</Code>, or{' '}
              <Anchor component={Link} to="../keys" inherit underline="always">
                rotate the key
              </Anchor>
              .
            </Text>
          )}
        </Stack>
      )}
    </Section>
  );
}

type PageKeyProps = { pageKey: Keys[number]; publicUrl: string; mayChange: boolean };

function PageKey({ pageKey: key, publicUrl, mayChange }: PageKeyProps) {
  const snippet = snippetOf(publicUrl, key.publishable_key ?? `${key.prefix}…`);
  return (
    <div className="page-key">
      <Group justify="space-between" gap="sm" mb="xs">
        <div>
          <Text size="sm" fw={500}>
            {key.name}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            on {key.allowed_origins.join(', ')}
          </Text>
        </div>
        <Group gap="xs">
          <Copy value={snippet} label="Copy snippet" aria-label={`Copy snippet of ${key.name}`} size="xs" />
          {mayChange && (
            <FormDialog
              title={
                <>
                  Allowed origins of <bdi>{key.name}</bdi>
                </>
              }
              does="Save origins"
              fields={{ intent: 'origins', key_id: key.key_id }}
              target={(open) => (
                <Button
                  variant="default"
                  size="xs"
                  onClick={open}
                  aria-label={`Change origins of ${key.name}`}
                >
                  Change origins
                </Button>
              )}
            >
              {(problem) => (
                <Origins
                  origins={key.allowed_origins}
                  {...(problem?.fields['allowed_origins'] && { problem: problem.fields['allowed_origins'] })}
                />
              )}
            </FormDialog>
          )}
        </Group>
      </Group>
      {key.asks_for_local_network && (
        <Alert color="yellow" variant="light" mb="xs">
          This server’s address ({publicUrl}) is in a private network, and the page is public. Chrome asks
          visitors for permission as soon as the page loads; if they refuse, nothing appears. Give Docent a
          public address (PUBLIC_URL), or load the widget at the first click: see docs/widget.md.
        </Alert>
      )}
      <Code block tabIndex={0} aria-label={`Snippet of ${key.name}`}>
        {snippet}
      </Code>
    </div>
  );
}

const Origins = ({ origins, problem }: { origins: string[]; problem?: string }) => (
  <Textarea
    name="allowed_origins"
    label="Allowed origins"
    description="One per line, with https:// and without a path. A leading *. stands for one label."
    placeholder={'https://www.example.com\nhttps://*.example.com'}
    defaultValue={origins.join('\n')}
    required
    autosize
    minRows={2}
    maxRows={8}
    error={problem}
  />
);

function CreatePublishable({ publicUrl }: { publicUrl: string }) {
  return (
    <FormDialog<{ secret: string }>
      title="A key for your pages"
      does="Create key"
      fields={{ intent: 'create-key' }}
      target={(open) => (
        <Button onClick={open} leftSection={<PlusIcon />} size="sm">
          Create publishable key
        </Button>
      )}
      reveal={{
        title: 'The snippet for your pages',
        show: ({ secret }, close) => (
          <Reveal label="Snippet" value={snippetOf(publicUrl, secret)} lines={3} onDone={close}>
            Paste it before the end of the page’s body. You find it again on this page.
          </Reveal>
        ),
      }}
    >
      {(problem) => (
        <>
          <TextInput
            name="name"
            label="Name"
            description="To recognise the key in lists"
            placeholder="Our website"
            required
            maxLength={100}
            data-autofocus
            error={problem?.fields['name']}
          />
          <Origins
            origins={[]}
            {...(problem?.fields['allowed_origins'] && { problem: problem.fields['allowed_origins'] })}
          />
        </>
      )}
    </FormDialog>
  );
}
