import { Code, Text } from '@mantine/core';
import type { System } from '../types.ts';
import { Facts } from '../components/facts.tsx';
import { Moment } from '../components/moment.tsx';
import { bytes, count } from '../components/quantities.ts';

/** Facts about the database: kind, size, connections, migrations. */
export function DatabaseFacts({
  kind,
  location,
  bytes: size,
  connections,
  pool,
  migrations,
}: System['database']) {
  return (
    <Facts
      id="database"
      title="Database"
      facts={[
        { name: 'Kind', value: kind === 'embedded' ? 'Embedded in this process' : 'PostgreSQL server' },
        { name: 'Location', value: <Code>{location}</Code> },
        { name: 'Size', value: bytes(size) },
        {
          name: 'Connections',
          value: connections
            ? `${count(connections.open)} open; the server allows ${count(connections.most)}`
            : 'One, within this process',
        },
        ...(pool
          ? [
              {
                name: 'Pool of this process',
                value: `${count(pool.open)} of ${count(pool.most)} open, ${count(pool.idle)} idle, ${count(pool.waiting)} statements waiting`,
              },
            ]
          : []),
        { name: 'Migrations', value: <Migrations migrations={migrations} /> },
      ]}
    />
  );
}

function Migrations({ migrations }: Pick<System['database'], 'migrations'>) {
  return (
    <details>
      <summary>
        {count(migrations.length)}, the last {migrations.at(-1)?.name}
      </summary>
      {migrations.map(({ name, applied_at }) => (
        <Text key={name} size="sm" mt={4}>
          {name}{' '}
          <Text span size="xs" c="dimmed">
            <Moment at={applied_at} />
          </Text>
        </Text>
      ))}
    </details>
  );
}
