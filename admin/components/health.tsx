import { Badge, Group, Text } from '@mantine/core';
import type { Status } from '../types.ts';

const colors = { operational: 'teal', degraded: 'yellow', down: 'red' } as const;

/** How the service is, and which part of it is not well. */
export function Health({ status, components, version }: Status) {
  const unwell = components.filter((component) => component.status !== 'operational');
  return (
    <Group gap="xs">
      <Badge variant="dot" color={colors[status]} tt="none" size="lg" fw={500}>
        {status}
      </Badge>
      <Text size="xs" c="dimmed">
        {unwell.length > 0
          ? unwell.map(({ name, status }) => `${name} ${status}`).join(', ')
          : `Docent ${version}`}
      </Text>
    </Group>
  );
}
