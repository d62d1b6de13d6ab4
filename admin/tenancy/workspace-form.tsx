import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import type { Workspace } from '../types.ts';
import { problemIn, Refused } from '../components/problem.tsx';
import { KeepChanges } from '../components/unsaved.tsx';

type Props = { workspace?: Workspace; timeZones: string[]; disabled?: boolean };

/** The form for a workspace's name and time zone. */
export function WorkspaceForm({ workspace, timeZones, disabled }: Props) {
  const fetcher = useFetcher();
  const problem = problemIn(fetcher.data);
  const saved = fetcher.state === 'idle' && fetcher.data && !problem;
  return (
    <fetcher.Form method="post">
      <input type="hidden" name="intent" value={workspace ? 'update' : 'create'} />
      <Stack>
        <KeepChanges result={fetcher.data} />
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
          description="Days of usage and months of invoices follow it."
          data={timeZones}
          defaultValue={workspace?.time_zone ?? zoneHere(timeZones)}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No matching time zone"
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

/** The browser's: a new workspace is mostly for somebody near. */
function zoneHere(known: string[]): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return known.includes(timeZone) ? timeZone : 'UTC';
}

/** The time zones that both Node and the database know. */
export const timeZoneNames = (): string[] => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
