import { Text } from '@mantine/core';
import type { Jobs } from '../types.ts';
import { Age } from '../components/age.tsx';
import { CellTable } from '../components/cells.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

const columns = [
  { name: 'Queue' },
  { name: 'Waiting', right: true },
  { name: 'Oldest waiting', right: true },
  { name: 'Later', right: true },
  { name: 'Running', right: true },
  { name: 'Failed', right: true },
  { name: 'Last finished', right: true },
];

export function Queues({ queues, now }: Pick<Jobs, 'queues'> & { now: string }) {
  const rows = queues.map((queue) => ({
    key: queue.name,
    cells: [
      <Text size="sm" fw={500}>
        {queue.name}
      </Text>,
      count(queue.waiting),
      <Age at={queue.oldest_waiting_at} now={now} />,
      count(queue.later),
      count(queue.running),
      count(queue.failed),
      <Age at={queue.last_ended_at} now={now} suffix=" ago" />,
    ],
  }));
  return (
    <Section
      id="queues"
      title="Queues"
      about="Waiting: ready to run. Later: a retry or a scheduled time. Finished jobs are kept for a while."
    >
      <CellTable label="Queues" columns={columns} rows={rows} />
    </Section>
  );
}
