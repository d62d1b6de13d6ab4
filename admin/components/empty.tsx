import { Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** An empty list: what would be here, and how to fill it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Stack gap={6} p="xl" align="center" ta="center">
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm" component="div" maw="100%">
        {children}
      </Text>
    </Stack>
  );
}
