import { Button } from '@mantine/core';
import type { PanelJob } from '../types.ts';
import { Age } from '../components/age.tsx';
import { useJobsFetcher } from './job-news.tsx';
import { JobTable } from './job-table.tsx';
import { Section } from '../components/section.tsx';

/** Failed runs of scheduled jobs. */
export const FailedJobs = ({
  jobs,
  mayChange,
  now,
}: {
  jobs: PanelJob[];
  mayChange: boolean;
  now: string;
}) => (
  <Section
    id="failed"
    title="Failed runs"
    about="The latest 50 failed runs of scheduled jobs. They run again on schedule, or now."
  >
    <JobTable
      label="Failed runs"
      jobs={jobs}
      facts={[{ name: 'Ended', of: (job) => <Age at={job.ended_at} now={now} suffix=" ago" /> }]}
      action={mayChange ? (job) => <RunAgain job={job} /> : null}
    />
  </Section>
);

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
