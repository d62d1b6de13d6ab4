import { Button, Card, Container, Group, Stack, Text, Title } from '@mantine/core';
import { Form, useNavigation } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { Problem } from '../api.server.ts';
import { Brand } from '../components/brand.tsx';
import { ColorSchemeToggle } from '../components/color-scheme-toggle.tsx';
import { Refused } from '../components/problem.tsx';

type Props = { title: string; about: ReactNode; children: ReactNode; below?: ReactNode };

/** A page before sign-in: one card with one form. */
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

type FormProps = { problem: Problem | undefined; does: string; children: ReactNode };

/** The form of such a page: problem, fields, one button. */
export function GateForm({ problem, does, children }: FormProps) {
  const busy = useNavigation().state !== 'idle';
  return (
    <Form method="post">
      <Stack>
        {!busy && <Refused problem={problem} />}
        {children}
        <Button type="submit" loading={busy} fullWidth mt="xs">
          {does}
        </Button>
      </Stack>
    </Form>
  );
}
