import { Button, Text } from '@mantine/core';
import type { PanelJob } from '../types.ts';
import { Age } from './age.tsx';
import { CellTable } from './cells.tsx';
import { JobIds } from './job-ids.tsx';
import { useJobsFetcher } from './job-news.tsx';
import { Section } from './section.tsx';

const columns = [{ name: 'Job' }, { name: 'Reason' }, { name: 'Ended', right: true }];
const withActions = [...columns, { name: 'Actions', right: true, hidden: true }];

/** Runs of the timetable that failed; the next one comes by itself. */
export function FailedJobs({ jobs, mayChange, now }: { jobs: PanelJob[]; mayChange: boolean; now: string }) {
  const rows = jobs.map((job) => ({
    key: job.job_id,
    cells: [
      <JobIds {...job} />,
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {job.reason ?? 'No reason was kept; the log has it.'}
      </Text>,
      <Age at={job.ended_at} now={now} suffix=" ago" />,
      ...(mayChange ? [<RunAgain job={job} />] : []),
    ],
  }));
  return (
    <Section
      id="failed"
      title="Failed runs"
      about="Of scheduled jobs, the newest 50. Their next run comes by itself; here one can be had at once."
    >
      <CellTable label="Failed runs" columns={mayChange ? withActions : columns} rows={rows} />
    </Section>
  );
}

function RunAgain({ job }: { job: PanelJob }) {
  const { Form, state } = useJobsFetcher();
  return (
    <Form method="post">
      <input type="hidden" name="job_id" value={job.job_id} />
      <input type="hidden" name="queue" value={job.queue} />
      <Button
        type="submit"
        name="intent"
        value="retry-failed"
        size="xs"
        variant="default"
        disabled={state !== 'idle'}
        aria-label={`Run ${job.queue} again`}
      >
        Run again
      </Button>
    </Form>
  );
}
