import { Anchor, Card, Text, Title } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { Overview } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { count } from '../components/quantities.ts';

const columns = [
  { name: 'App' },
  { name: 'Answers', right: true },
  { name: 'Failed', right: true },
  { name: 'Tokens', right: true },
];

/** The apps with the most answers. */
export function AppRanking({ apps }: { apps: Overview['by_app'] }) {
  const rows = apps.map(({ app_id, name, answers, failed, tokens }) => ({
    key: app_id,
    cells: [
      <Anchor component={Link} to={`/apps/${app_id}`} size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {name}
      </Anchor>,
      count(answers),
      count(failed),
      count(tokens),
    ],
  }));
  return (
    <Card withBorder padding={0} component="section" aria-labelledby="busiest">
      <Title order={2} size="h5" id="busiest" p="md" pb={0}>
        Busiest apps
      </Title>
      {rows.length > 0 ? (
        <CellTable label="Busiest apps" columns={columns} rows={rows} />
      ) : (
        <Text size="sm" c="dimmed" p="md">
          There are no apps yet.
        </Text>
      )}
    </Card>
  );
}
