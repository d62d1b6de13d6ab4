import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { Workspace } from '../types.ts';
import { problemIn, Refused } from '../components/problem.tsx';

type Props = { workspace?: Workspace; timeZones: string[]; disabled?: boolean };

/** A workspace's name and time zone: a new one's, or those of one that is there. */
export function WorkspaceForm({ workspace, timeZones, disabled }: Props) {
  const fetcher = useFetcher();
  const problem = problemIn(fetcher.data);
  const saved = fetcher.state === 'idle' && fetcher.data && !problem;
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value={workspace ? 'update' : 'create'} />
      <Stack>
        <Refused problem={problem} />
        <TextInput
          name="name"
          label="Name"
          placeholder="Acme Ltd"
          defaultValue={workspace?.name}
          required
          maxLength={100}
          data-autofocus
          disabled={disabled}
          error={problem?.fields['name']}
        />
        <Select
          name="time_zone"
          label="Time zone"
          description="Where its days begin: usage and invoices are counted by it."
          data={timeZones}
          defaultValue={workspace?.time_zone ?? 'UTC'}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No such time zone"
          limit={100}
          disabled={disabled}
          error={problem?.fields['time_zone']}
        />
        {!disabled && (
          <Group justify="flex-end">
            <span role="status" className="saved">
              {saved ? 'Saved' : ''}
            </span>
            <Button type="submit" loading={fetcher.state !== 'idle'}>
              {workspace ? 'Save' : 'Create workspace'}
            </Button>
          </Group>
        )}
      </Stack>
    </fetcher.Form>
  );
}

/** Every zone that both the server's JavaScript and its database know by these names. */
export const timeZoneNames = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
