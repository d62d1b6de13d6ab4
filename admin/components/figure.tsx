import { Text } from '@mantine/core';

/** A number with its label. */
export function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <Text size="xs" c="dimmed" fw={500}>
        {name}
      </Text>
      <Text size="xl" fw={650} lh={1.3} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  );
}
