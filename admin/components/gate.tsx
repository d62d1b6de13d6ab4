import { Card, Container, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Brand } from './brand.tsx';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';

type Props = { title: string; about: ReactNode; children: ReactNode; below?: ReactNode };

/** A page before the panel opens: one card with one form. */
export function Gate({ title, about, children, below }: Props) {
  return (
    <Container size={420} py={{ base: 32, sm: 96 }} component="main">
      <Group justify="space-between" mb="lg">
        <Brand />
        <ColorSchemeToggle />
      </Group>
      <Card withBorder padding="xl" shadow="xs">
        <Stack>
          <div>
            <Title order={1} size="h3">
              {title}
            </Title>
            <Text c="dimmed" size="sm" mt={4} component="div" style={{ overflowWrap: 'anywhere' }}>
              {about}
            </Text>
          </div>
          {children}
        </Stack>
      </Card>
      {below && (
        <Group justify="center" mt="md">
          {below}
        </Group>
      )}
    </Container>
  );
}
