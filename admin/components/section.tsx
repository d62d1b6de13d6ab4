import { Card, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

type Props = { id: string; title: string; about: ReactNode; action?: ReactNode; children: ReactNode };

/** A section of a page with an anchor. */
export function Section({ id, title, about, action, children }: Props) {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <Group justify="space-between" align="flex-end" mb="sm" gap="sm">
        <div>
          <Title order={2} size="h4" id={`${id}-title`}>
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {about}
          </Text>
        </div>
        {action}
      </Group>
      <Card withBorder padding={0}>
        {children}
      </Card>
    </section>
  );
}
