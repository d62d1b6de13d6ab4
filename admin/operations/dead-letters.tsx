import { Button, Group } from '@mantine/core';
import type { Jobs, PanelJob } from '../types.ts';
import { Age } from '../components/age.tsx';
import { DiscardDeadLetters } from './discard-dead-letters.tsx';
import { Empty } from '../components/empty.tsx';
import { useJobsFetcher } from './job-news.tsx';
import { JobTable } from './job-table.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

type Props = Jobs['dead_letters'] & { mayChange: boolean; now: string };

/** Jobs that failed in every attempt, to retry or discard. */
export function DeadLetters({ jobs, total, mayChange, now }: Props) {
  return (
    <Section
      id="dead-letters"
      title="Dead letters"
      about="Jobs that failed in every attempt. Fix the cause, then retry or discard the job."
      action={mayChange && total > 1 && <AllOfThem total={total} />}
    >
      {jobs.length === 0 ? (
        <Empty title={total > 0 ? 'No more dead letters' : 'No dead letters'}>
          {total > 0 ? 'The newest are on the first page.' : 'Jobs that fail in every attempt appear here.'}
        </Empty>
      ) : (
        <JobTable
          label="Dead letters"
          jobs={jobs}
          facts={[
            { name: 'Attempts', of: ({ attempts }) => count(attempts) },
            { name: 'Failed', of: (job) => <Age at={job.created_at} now={now} suffix=" ago" /> },
          ]}
          action={mayChange ? (job) => <Actions job={job} /> : null}
        />
      )}
    </Section>
  );
}

function Actions({ job }: { job: PanelJob }) {
  const { Form, state } = useJobsFetcher();
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      <Form method="post">
        <input type="hidden" name="job_id" value={job.job_id} />
        <Button
          type="submit"
          name="intent"
          value="retry"
          size="xs"
          variant="default"
          disabled={state !== 'idle'}
        >
          Retry
        </Button>
      </Form>
      <DiscardDeadLetters
        jobId={job.job_id}
        what={`this ${job.queue} job`}
        label={`Discard ${job.queue} ${job.job_id}`}
      />
    </Group>
  );
}

function AllOfThem({ total }: { total: number }) {
  const { Form, state } = useJobsFetcher();
  return (
    <Group gap="xs">
      <Form method="post">
        <Button
          type="submit"
          name="intent"
          value="retry"
          size="xs"
          variant="default"
          disabled={state !== 'idle'}
        >
          Retry all {count(total)}
        </Button>
      </Form>
      <DiscardDeadLetters what={`all ${count(total)} dead letters`} label="Discard all" />
    </Group>
  );
}
