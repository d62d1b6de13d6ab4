import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useFetcher } from '@remix-run/react';
import { useMay } from '../may.ts';
import type { Aggregations } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { Done } from '../components/done.tsx';
import { Empty } from '../components/empty.tsx';
import { Moment } from '../components/moment.tsx';
import { problemIn, Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

const columns = [
  { name: 'Started' },
  { name: 'Ended' },
  { name: 'Rows added', right: true },
  { name: 'Result' },
];
const SHOWN = 8;

/** Schedule and latest runs of the aggregation, and a button to run it now. */
export function Aggregation({ cron, runs }: Aggregations) {
  const fetcher = useFetcher();
  const mayRun = useMay('admin');
  const problem = problemIn(fetcher.data);
  const asked = fetcher.state === 'idle' && fetcher.data && !problem;
  return (
    <Section
      id="aggregation"
      title="Daily aggregation"
      about={
        <>
          Adds the ledger’s closed days to the daily sums every hour (<Code>{cron}</Code>, UTC), days by each
          workspace’s time zone. The figures above are exact at any moment, also before it has run.
        </>
      }
      action={
        mayRun && (
          <fetcher.Form method="post" action="/usage">
            <input type="hidden" name="intent" value="aggregate" />
            <Button type="submit" variant="default" size="sm" loading={fetcher.state !== 'idle'}>
              Run now
            </Button>
          </fetcher.Form>
        )
      }
    >
      <Stack gap={0}>
        {(asked || problem) && (
          <Group p="md">
            {asked ? (
              <Done>Requested. The run appears below when a worker starts it.</Done>
            ) : (
              <Refused problem={problem} />
            )}
          </Group>
        )}
        {runs.length === 0 ? (
          <Empty title="No run yet">Runs hourly once a worker is online.</Empty>
        ) : (
          <CellTable
            label="Aggregation runs"
            columns={columns}
            rows={runs.slice(0, SHOWN).map((run) => ({
              key: run.aggregation_id,
              cells: [
                <Moment key="started" at={run.started_at} />,
                run.finished_at ? <Moment key="ended" at={run.finished_at} /> : '–',
                count(run.entries),
                <Text key="result" size="sm" className={run.error ? 'bad' : undefined}>
                  {run.error ?? (run.finished_at ? 'Complete' : 'Running')}
                </Text>,
              ],
            }))}
          />
        )}
      </Stack>
    </Section>
  );
}
