import { Text } from '@mantine/core';
import type { Jobs } from '../types.ts';
import { Age } from '../components/age.tsx';
import { CellTable } from '../components/cells.tsx';
import { Empty } from '../components/empty.tsx';
import { count, plural } from '../components/quantities.ts';
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
  const rowsOf = (some: Jobs['queues']) =>
    some.map((queue) => ({
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
  const atRest = ({ waiting, later, running, failed }: Jobs['queues'][number]) =>
    waiting + later + running + failed === 0;
  const [busy, resting] = [queues.filter((queue) => !atRest(queue)), queues.filter(atRest)];
  return (
    <Section
      id="queues"
      title="Queues"
      about="Waiting: ready to run. Later: a retry or a scheduled time. Finished jobs are kept for a while."
    >
      {busy.length > 0 ? (
        <CellTable label="Queues" columns={columns} rows={rowsOf(busy)} />
      ) : (
        <Empty title="All queues are empty">Jobs appear here while they wait, run or have failed.</Empty>
      )}
      {resting.length > 0 && (
        <details className="details">
          <summary>Show {plural(resting.length, 'empty queue')}</summary>
          <CellTable label="Empty queues" columns={columns} rows={rowsOf(resting)} />
        </details>
      )}
    </Section>
  );
}
