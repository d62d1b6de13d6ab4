import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Copy } from './copy.tsx';

type Props = { label: string; value: string; onDone: () => void; lines?: number; children: ReactNode };

/** A secret that is shown once, to be copied. */
export function Reveal({ label, value, onDone, lines = 1, children }: Props) {
  const Field = lines > 1 ? Textarea : TextInput;
  return (
    <Stack>
      <Text size="sm" component="div">
        {children}
      </Text>
      <Field
        label={label}
        value={value}
        readOnly
        {...(lines > 1 && { rows: lines })}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        onFocus={(event: { currentTarget: { select(): void } }) => event.currentTarget.select()}
      />
      <Group justify="flex-end">
        <Copy value={value} data-autofocus />
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}
