import { NativeSelect, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { SourceKind } from '../../shared/contract/sources.ts';
import type { Problem } from '../api.server.ts';
import type { Source } from '../types.ts';

export const kindNames: Record<SourceKind, string> = {
  site: 'Site, by its links',
  sitemap: 'Sitemap',
  feed: 'RSS or Atom feed',
  list: 'List of addresses',
};

const kindHelp: Record<SourceKind, string> = {
  site: 'The page where to start. Only pages of the same site are read.',
  sitemap: 'The address of the sitemap, or of the site that has one.',
  feed: 'The address of the feed. The pages it links to are read.',
  list: 'One address a line, up to 1,000.',
};

const refreshes: [hours: string, label: string][] = [
  ['1', 'Every hour'],
  ['6', 'Every 6 hours'],
  ['24', 'Every day'],
  ['168', 'Every week'],
  ['720', 'Every 30 days'],
  ['', 'Only by hand'],
];

type Props = {
  kind: SourceKind;
  /** Absent for one that exists already: its kind stays. */
  onKind?: (kind: SourceKind) => void;
  source?: Source;
  problem: Problem | undefined;
};

/** The settings of a source. */
export function SourceForm({ kind, onKind, source, problem }: Props) {
  const hours = String(source ? (source.refresh_hours ?? '') : 24);
  const choices = refreshes.some(([value]) => value === hours)
    ? refreshes
    : [[hours, `Every ${hours} hours`] as [string, string], ...refreshes];
  const fault = (name: string) =>
    Object.entries(problem?.fields ?? {}).find(([field]) => field.split('.')[0] === name)?.[1];
  return (
    <>
      {onKind ? (
        <NativeSelect
          name="kind"
          label="Kind"
          value={kind}
          onChange={(event) => onKind(event.currentTarget.value as SourceKind)}
          data={Object.entries(kindNames).map(([value, label]) => ({ value, label }))}
          error={fault('kind')}
        />
      ) : (
        <input type="hidden" name="kind" value={kind} />
      )}
      <Textarea
        name="addresses"
        label={kind === 'list' ? 'Addresses' : 'Address'}
        description={kindHelp[kind]}
        placeholder="https://example.com/docs/"
        defaultValue={source?.addresses.join('\n')}
        required
        autosize
        minRows={kind === 'list' ? 4 : 1}
        maxRows={12}
        error={fault('addresses')}
      />
      <TextInput
        name="name"
        label="Name"
        description="Default: the host of the address."
        defaultValue={source?.name}
        maxLength={200}
        error={fault('name')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NativeSelect
          name="refresh_hours"
          label="Refresh"
          description="Unchanged pages cost nothing."
          defaultValue={hours}
          data={choices.map(([value, label]) => ({ value, label }))}
          error={fault('refresh_hours')}
        />
        <NumberInput
          name="max_pages"
          label="Pages at most"
          description="From 1 to 10,000."
          defaultValue={source?.max_pages ?? 500}
          min={1}
          max={10_000}
          error={fault('max_pages')}
        />
        <NumberInput
          name="delay_seconds"
          label="Pause, in seconds"
          description="Between two requests to the site."
          defaultValue={source?.delay_seconds ?? 1}
          min={0}
          max={60}
          error={fault('delay_seconds')}
        />
        <NumberInput
          name="remove_after"
          label="Remove a missing page after"
          description="Refreshes without it, one after the other."
          defaultValue={source?.remove_after ?? 3}
          min={1}
          max={20}
          error={fault('remove_after')}
        />
      </SimpleGrid>
      {kind === 'site' ? (
        <NumberInput
          name="depth"
          label="Depth"
          description="How many links from the first page."
          defaultValue={source?.depth ?? 5}
          min={0}
          max={20}
          error={fault('depth')}
        />
      ) : (
        <input type="hidden" name="depth" value={source?.depth ?? 5} />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <Textarea
          name="include"
          label="Only addresses such as"
          description="One a line. * is anything, $ the end."
          placeholder="/docs/"
          defaultValue={source?.include.join('\n')}
          autosize
          minRows={2}
          maxRows={8}
          error={fault('include')}
        />
        <Textarea
          name="exclude"
          label="Never addresses such as"
          description="One a line. They win over the others."
          placeholder="*.pdf$"
          defaultValue={source?.exclude.join('\n')}
          autosize
          minRows={2}
          maxRows={8}
          error={fault('exclude')}
        />
      </SimpleGrid>
    </>
  );
}
