import { Button, Group, Text } from '@mantine/core';
import type { Jobs, PanelJob } from '../types.ts';
import { Age } from './age.tsx';
import { CellTable } from './cells.tsx';
import { DiscardDeadLetters } from './discard-dead-letters.tsx';
import { Empty } from './empty.tsx';
import { JobIds } from './job-ids.tsx';
import { useJobsFetcher } from './job-news.tsx';
import { count } from './quantities.ts';
import { Section } from './section.tsx';

const columns = [
  { name: 'Job' },
  { name: 'Reason' },
  { name: 'Attempts', right: true },
  { name: 'Given up', right: true },
];
const withActions = [...columns, { name: 'Actions', right: true, hidden: true }];

type Props = Jobs['dead_letters'] & { mayChange: boolean; now: string };

/** Jobs of which every attempt failed: look, send again, or discard. */
export function DeadLetters({ jobs, total, mayChange, now }: Props) {
  const rows = jobs.map((job) => ({
    key: job.job_id,
    cells: [
      <JobIds {...job} />,
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {job.reason ?? 'No reason was kept; the log has it.'}
      </Text>,
      count(job.attempts),
      <Age at={job.created_at} now={now} suffix=" ago" />,
      ...(mayChange ? [<Actions job={job} />] : []),
    ],
  }));
  return (
    <Section
      id="dead-letters"
      title="Dead letters"
      about="Every attempt failed. Mend what the reason names, then send the job again, or discard it."
      action={mayChange && total > 1 && <AllOfThem total={total} />}
    >
      {rows.length === 0 ? (
        <Empty title={total > 0 ? 'No more dead letters' : 'No dead letters'}>
          {total > 0
            ? 'The newest are on the first page.'
            : 'A job whose every attempt failed would wait here.'}
        </Empty>
      ) : (
        <CellTable label="Dead letters" columns={mayChange ? withActions : columns} rows={rows} />
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
