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
  { name: 'Runs for', right: true },
  { name: 'Last sign of life', right: true },
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
          {process.pid ? `process ${process.pid}` : 'of an older version'}
          {process.own ? ', this one' : ''}
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
        {process.living ? 'living' : 'silent'}
      </Badge>,
      process.version ?? '–',
      <Age at={process.started_at} now={now} />,
      <Age at={process.seen_at} now={now} suffix=" ago" />,
    ],
  }));
  return (
    <Section
      id="processes"
      title="Processes"
      about="Each gives a sign of life every five seconds; one that is silent for half a minute is taken for dead."
    >
      {!works && (
        <Alert color="red" radius={0}>
          No worker is running: uploads will not be read. Start a process whose ROLES include worker.
        </Alert>
      )}
      <CellTable label="Processes" columns={columns} rows={rows} />
    </Section>
  );
}
