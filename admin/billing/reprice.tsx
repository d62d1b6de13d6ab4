import { Button, Card, Group, Stack, TextInput } from '@mantine/core';
import { Form } from '@remix-run/react';
import { Done } from '../components/done.tsx';
import { Refused } from '../components/problem.tsx';
import { count } from '../components/quantities.ts';
import { useAnswer } from '../components/use-answer.ts';

/** Corrects the cost of past calls by the current prices. */
export function Reprice() {
  const { sending, done, problem } = useAnswer<{ corrections: number; difference: string }>('reprice');
  return (
    <Card padding="lg">
      <Form method="post">
        <Stack gap="sm">
          <Refused problem={problem} />
          {done && (
            <Done>
              {done.corrections === 0
                ? 'All calls in this period already have the right cost.'
                : `${count(done.corrections)} calls were corrected. Together they cost $${done.difference} more than before.`.replace(
                    '$-',
                    '−$',
                  )}
            </Done>
          )}
          <Group align="flex-start" gap="sm">
            <TextInput
              name="first_day"
              type="date"
              label="First day"
              required
              error={problem?.fields['first_day']}
            />
            <TextInput
              name="last_day"
              type="date"
              label="Last day"
              required
              error={problem?.fields['last_day']}
            />
          </Group>
          <Group justify="flex-end">
            <Button type="submit" name="intent" value="reprice" variant="default" loading={sending}>
              Re-price
            </Button>
          </Group>
        </Stack>
      </Form>
    </Card>
  );
}
