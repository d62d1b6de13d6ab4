import { Alert, Badge, Group, Text } from '@mantine/core';
import type { System } from '../types.ts';
import { Age } from '../components/age.tsx';
import { CellTable } from '../components/cells.tsx';
import { Section } from '../components/section.tsx';

const columns = [
  { name: 'Process' },
  { name: 'Roles' },
  { name: 'State' },
  { name: 'Version' },
  { name: 'Uptime', right: true },
  { name: 'Last heartbeat', right: true },
];

export function Processes({ processes, now }: Pick<System, 'processes'> & { now: string }) {
  const works = processes.some(({ living, roles }) => living && roles.includes('worker'));
  const rows = processes.map((process) => ({
    key: process.process_id,
    cells: [
      <>
        <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
          {process.host ?? 'Unknown host'}
        </Text>
        <Text size="xs" c="dimmed">
          {process.pid ? `process ${process.pid}` : 'older version'}
          {process.own ? ' (this one)' : ''}
        </Text>
      </>,
      <Group gap={4}>
        {process.roles.map((role) => (
          <Badge key={role} variant="default" tt="none">
            {role}
          </Badge>
        ))}
      </Group>,
      <Badge variant="light" color={process.living ? 'teal' : 'red'} tt="none">
        {process.living ? 'Online' : 'Offline'}
      </Badge>,
      process.version ?? '–',
      <Age at={process.started_at} now={now} />,
      <Age at={process.seen_at} now={now} suffix=" ago" />,
    ],
  }));
  return (
    <Section id="processes" title="Processes" about="Marked offline after 30 seconds without a heartbeat.">
      {!works && (
        <Alert color="red" radius={0}>
          No worker is running: uploads will not be processed. Start a process whose ROLES include worker.
        </Alert>
      )}
      <CellTable label="Processes" columns={columns} rows={rows} />
    </Section>
  );
}
