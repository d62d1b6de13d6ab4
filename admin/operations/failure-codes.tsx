import { Card, Group, Stack, Text, Title } from '@mantine/core';
import type { Overview } from '../types.ts';
import { count } from '../components/quantities.ts';

/** Why answers failed, most frequent reason first. */
export function FailureCodes({
  errors,
  reasons,
}: {
  errors: Overview['errors'];
  reasons: Record<string, string>;
}) {
  return (
    <Card withBorder padding="md">
      <Title order={2} size="h5" mb="sm">
        Why answers failed
      </Title>
      {errors.length === 0 ? (
        <Text size="sm" c="dimmed">
          None failed in these days.
        </Text>
      ) : (
        <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {errors.map(({ code, count: number }) => (
            <Group key={code} component="li" justify="space-between" wrap="nowrap" align="flex-start">
              <div style={{ minWidth: 0 }}>
                <Text size="sm">{reasons[code] || 'Something went wrong on the server.'}</Text>
                <Text size="xs" c="dimmed" ff="monospace">
                  {code}
                </Text>
              </div>
              <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
                {count(number)}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Card>
  );
}
