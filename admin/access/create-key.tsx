import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useFetcher } from '@remix-run/react';
import { useState } from 'react';
import type { Problem } from '../api.server.ts';
import { FormModal } from '../components/form-modal.tsx';
import { PlusIcon } from '../components/icons.tsx';
import { Refused } from '../components/problem.tsx';
import { Reveal } from '../components/reveal.tsx';
import { KeepChanges } from '../components/unsaved.tsx';
import { TryKey } from './try-key.tsx';

/** The result of creating a key. */
type Created = { done?: { secret?: string; scopes?: string[] }; problem?: Problem };

/** The form to create a key in a dialog, which then shows the secret once. */
export function CreateKey({ scopes }: { scopes: readonly string[] }) {
  const [opened, { open, close }] = useDisclosure();
  const [round, setRound] = useState(0);
  const fetcher = useFetcher<Created>({ key: `create-key-${round}` });
  const { secret, scopes: given = [] } = fetcher.data?.done ?? {};
  const busy = fetcher.state !== 'idle';
  return (
    <>
      <Button onClick={open} leftSection={<PlusIcon />} size="sm">
        Create key
      </Button>
      <FormModal
        opened={opened}
        onClose={close}
        onExitTransitionEnd={() => setRound(round + 1)}
        title={secret ? 'Your new key' : 'Create a key'}
        size="lg"
        isHeld={Boolean(secret) || busy}
      >
        {secret ? (
          <Stack>
            <Reveal label="Key" value={secret} onDone={close}>
              {secret.startsWith('pk_')
                ? 'For web pages: anybody can read it there. You find it again in the list of keys.'
                : 'Copy it now. It is shown only once, and the server keeps no copy.'}
            </Reveal>
            <TryKey secret={secret} scopes={given} />
          </Stack>
        ) : (
          <KeyForm fetcher={fetcher} scopes={scopes} busy={busy} />
        )}
      </FormModal>
    </>
  );
}

type FormProps = {
  fetcher: ReturnType<typeof useFetcher<Created>>;
  scopes: readonly string[];
  busy: boolean;
};

function KeyForm({ fetcher, scopes, busy }: FormProps) {
  const [kind, setKind] = useState('secret');
  const [expires, setExpires] = useState('');
  const problem = fetcher.data?.problem;
  const [, filterError] =
    Object.entries(problem?.fields ?? {}).find(([path]) => /^filter(\.|$)/.test(path)) ?? [];
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value="create-key" />
      <Stack>
        <KeepChanges result={fetcher.data} />
        <Refused problem={problem} />
        <TextInput
          name="name"
          label="Name"
          description="To recognise the key in lists"
          placeholder="Website backend"
          required
          maxLength={100}
          data-autofocus
          error={problem?.fields['name']}
        />
        <Radio.Group name="kind" label="Kind" value={kind} onChange={setKind}>
          <Stack gap="xs" mt="xs">
            <Radio
              value="secret"
              label="Secret"
              description="For servers. Do not put it into web pages or mobile apps."
            />
            <Radio
              value="publishable"
              label="Publishable"
              description="For web pages. Can only chat, from the origins below."
            />
          </Stack>
        </Radio.Group>
        <Checkbox.Group label="Scopes" defaultValue={['chat']} error={problem?.fields['scopes']}>
          <Group gap="md" mt="xs">
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                name="scopes"
                value={scope}
                label={scope}
                disabled={kind === 'publishable' && scope !== 'chat'}
              />
            ))}
          </Group>
        </Checkbox.Group>
        <Textarea
          name="allowed_origins"
          label="Allowed origins"
          description={
            kind === 'publishable'
              ? 'One per line, at least one. A leading *. stands for one label.'
              : 'One per line. Empty: the key cannot be used in browsers.'
          }
          placeholder={'https://www.example.com\nhttps://*.example.com'}
          autosize
          minRows={2}
          maxRows={6}
          error={problem?.fields['allowed_origins']}
        />
        <Textarea
          name="filter"
          label="Filter"
          description="Optional, as JSON. Documents that do not match do not exist for this key. It cannot be changed later."
          placeholder={'{"metadata": {"audience": {"in": ["public", "partners"]}}}'}
          autosize
          minRows={1}
          maxRows={8}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          error={filterError}
        />
        <Group align="flex-start" grow preventGrowOverflow={false}>
          <NativeSelect
            name="expires"
            label="Expires"
            value={expires}
            onChange={(event) => setExpires(event.currentTarget.value)}
            data={[
              { value: '', label: 'never' },
              { value: '30', label: 'in 30 days' },
              { value: '90', label: 'in 90 days' },
              { value: '365', label: 'in a year' },
              { value: 'on', label: 'on a day…' },
            ]}
            error={expires === 'on' ? undefined : problem?.fields['expires_at']}
          />
          {expires === 'on' && (
            <TextInput
              type="date"
              name="expires_on"
              label="Last day"
              required
              error={problem?.fields['expires_at']}
            />
          )}
        </Group>
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            Create key
          </Button>
        </Group>
      </Stack>
    </fetcher.Form>
  );
}
