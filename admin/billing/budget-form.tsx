import { Button, Card, Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { Form } from '@remix-run/react';
import type { Budget } from '../types.ts';
import { BudgetGauge } from './budget-gauge.tsx';
import { Refused } from '../components/problem.tsx';
import { KeepChanges } from '../components/unsaved.tsx';
import { useAnswer } from '../components/use-answer.ts';

/** One budget with its gauge, and the form to change it. */
export function BudgetCard({ budget, mayChange }: { budget: Budget; mayChange: boolean }) {
  const name = budget.key_id ? `the key ${budget.key_name ?? budget.key_id}` : 'the whole app';
  const intent = `set ${budget.key_id ?? ''}`;
  const { sending, result, done, problem } = useAnswer(intent);
  return (
    <Card withBorder padding="lg" component="section" aria-label={`Budget of ${name}`}>
      <Stack>
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {name.charAt(0).toUpperCase() + name.slice(1)}
        </Text>
        <BudgetGauge budget={budget} name={name} />
        {mayChange ? (
          <Form method="post" key={`${budget.cap} ${budget.alert_percents.join()}`}>
            <input type="hidden" name="key_id" value={budget.key_id ?? ''} />
            <Stack gap="sm">
              <KeepChanges result={result} />
              <Refused problem={problem} />
              <BudgetFields budget={budget} fields={problem?.fields} />
              <Group justify="flex-end">
                <span role="status" className="saved">
                  {done ? 'Saved' : ''}
                </span>
                <Button
                  type="submit"
                  name="intent"
                  value={`remove ${budget.key_id ?? ''}`}
                  formNoValidate
                  variant="subtle"
                  color="red"
                  className="bad"
                >
                  Remove
                </Button>
                <Button type="submit" name="intent" value={intent} loading={sending}>
                  Save
                </Button>
              </Group>
            </Stack>
          </Form>
        ) : (
          <Text size="sm" c="dimmed">
            Alerts at {budget.alert_percents.join(', ')} %.
          </Text>
        )}
      </Stack>
    </Card>
  );
}

type Choice = { value: string; label: string };

/** The form for a budget of the app, or of a key, that has none yet. */
export function NewBudget({ choices }: { choices: Choice[] }) {
  const { sending, result, problem } = useAnswer('add');
  return (
    <Card padding="lg">
      <Form method="post">
        <Stack gap="sm">
          <KeepChanges result={result} />
          <Refused problem={problem} />
          <NativeSelect name="key_id" label="For" data={choices} />
          <BudgetFields fields={problem?.fields} />
          <Group justify="flex-end">
            <Button type="submit" name="intent" value="add" loading={sending}>
              Set budget
            </Button>
          </Group>
        </Stack>
      </Form>
    </Card>
  );
}

function BudgetFields({ budget, fields }: { budget?: Budget; fields?: Record<string, string> }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      <TextInput
        name="cap"
        label="US dollars per month"
        placeholder="25"
        inputMode="decimal"
        required
        defaultValue={budget?.cap}
        error={fields?.['cap']}
      />
      <TextInput
        name="alert_percents"
        label="Alert thresholds (%)"
        placeholder="50, 80, 100"
        defaultValue={(budget?.alert_percents ?? [50, 80, 100]).join(', ')}
        error={fields?.['alert_percents']}
      />
    </SimpleGrid>
  );
}
