import { Code, Text } from '@mantine/core';
import type { Jobs } from '../types.ts';
import { ageOf } from '../components/age.tsx';
import { Moment } from '../components/moment.tsx';
import { ResourceTable } from '../components/resource-table.tsx';

const columns = [{ name: 'Job' }, { name: 'Schedule' }, { name: 'Last run' }, { name: 'Next run' }];

export function Schedules({ schedules, now }: Pick<Jobs, 'schedules'> & { now: string }) {
  const rows = schedules.map(({ queue, cron, time_zone, last_run, next_run_at }) => ({
    key: queue,
    cells: [
      <Text size="sm" fw={500}>
        {queue}
      </Text>,
      <span>
        <Code>{cron}</Code>{' '}
        <Text span size="xs" c="dimmed">
          {time_zone}
        </Text>
      </span>,
      last_run ? (
        <span>
          <Moment at={last_run.started_at} />{' '}
          <Text span size="xs" c={last_run.state === 'failed' ? 'red' : 'dimmed'}>
            {last_run.state}
          </Text>
        </span>
      ) : (
        'None yet'
      ),
      next_run_at ? (
        <span>
          <Moment at={next_run_at} />{' '}
          <Text span size="xs" c="dimmed">
            in {ageOf(now, next_run_at)}
          </Text>
        </span>
      ) : (
        'Never'
      ),
    ],
  }));
  return (
    <ResourceTable
      id="schedules"
      title="Schedules"
      about="Jobs that run on a schedule. Times are in your time zone."
      empty={{ title: 'No schedules yet', text: 'They appear when the first worker starts.' }}
      label="Schedules"
      columns={columns}
      rows={rows}
    />
  );
}
