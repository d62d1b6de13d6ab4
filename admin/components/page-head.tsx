import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { title: string; about?: ReactNode; action?: ReactNode; order?: 1 | 2 };

/** A page's title, one line about it, and what one does there first. */
export function PageHead({ title, about, action, order = 1 }: Props) {
  return (
    <Group justify="space-between" align="flex-end" gap="sm">
      <div style={{ minWidth: 0 }}>
        <Title order={order} size={order === 1 ? 'h2' : 'h4'} style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        {about && (
          <Text c="dimmed" size="sm" mt={2}>
            {about}
          </Text>
        )}
      </div>
      {action}
    </Group>
  );
}
