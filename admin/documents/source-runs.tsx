import { Text } from '@mantine/core';
import { Moment } from '../components/moment.tsx';
import { bytes, count } from '../components/quantities.ts';
import { ResourceTable } from '../components/resource-table.tsx';
import type { SourceRun } from '../types.ts';

/** The latest refreshes of a source: what each found, and how it ended. */
export function SourceRuns({ runs }: { runs: SourceRun[] }) {
  return (
    <ResourceTable
      id="refreshes"
      title="Refreshes"
      about="The latest first. Pages that had not changed cost nothing."
      empty={{ title: 'No refreshes yet', text: 'Refresh the source, or wait for its schedule.' }}
      label="Refreshes"
      columns={[
        { name: 'Started' },
        { name: 'State', bare: true, minWidth: 130 },
        { name: 'Added', right: true },
        { name: 'Changed', right: true },
        { name: 'Unchanged', right: true },
        { name: 'Missing', right: true },
        { name: 'Removed', right: true },
        { name: 'Skipped', right: true },
        { name: 'Failed', right: true },
        { name: 'Read', right: true },
      ]}
      rows={runs.map((run) => ({
        key: run.run_id,
        cells: [
          <Moment key="started" at={run.started_at} />,
          <div key="state">
            {run.status}
            {run.error && (
              <Text size="xs" className={run.status === 'failed' ? 'bad' : 'warning'} maw={280}>
                {run.error}
              </Text>
            )}
            {run.left_out > 0 && (
              <Text size="xs" c="dimmed" maw={280}>
                {count(run.left_out)} more pages are beyond the limit.
              </Text>
            )}
          </div>,
          count(run.added),
          count(run.changed),
          count(run.unchanged),
          count(run.missing),
          count(run.removed),
          count(run.skipped),
          count(run.failed),
          bytes(run.bytes),
        ],
      }))}
    />
  );
}
