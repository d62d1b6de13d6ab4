import { Anchor, Code, Stack, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { PanelJob } from '../types.ts';

/** A job's queue and ids; an app id links to its documents. */
export function JobIds({ queue, ids }: Pick<PanelJob, 'queue' | 'ids'>) {
  return (
    <Stack gap={2}>
      <Text size="sm" fw={500}>
        {queue}
      </Text>
      {Object.entries(ids).map(([name, value]) => (
        <Text key={name} size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {name.replaceAll('_', ' ')}{' '}
          {name === 'app_id' ? (
            <Anchor component={Link} to={`/apps/${value}/documents`} inherit>
              {value}
            </Anchor>
          ) : (
            <Code fz="xs">{value}</Code>
          )}
        </Text>
      ))}
    </Stack>
  );
}
