import { Button, Card, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { Form } from '@remix-run/react';
import type { PricePreview } from '../../shared/contract/prices.panel.ts';
import { CellTable } from '../components/cells.tsx';
import { Done } from '../components/done.tsx';
import { Refused } from '../components/problem.tsx';
import { count, money } from '../components/quantities.ts';
import { KeepChanges } from '../components/unsaved.tsx';
import { useAnswer } from '../components/use-answer.ts';

export type PriceValues = Record<(typeof names)[number], string>;
export const names = [
  'model',
  'input_per_million',
  'cached_input_per_million',
  'output_per_million',
  'cache_write_per_million',
  'effective_from',
  'note',
] as const;

const columns = [
  { name: 'Model' },
  { name: 'Tokens', right: true },
  { name: 'Actual cost', right: true },
  { name: 'At this price', right: true },
];

/** The form for a new price, with a preview of what it would have cost. @param initial what it begins with */
export function PriceForm({ initial }: { initial: Partial<PriceValues> }) {
  const looked = useAnswer<{ preview: PricePreview; values: PriceValues }>('preview');
  const set = useAnswer<{ values: PriceValues }>('set');
  const { fields = {} } = looked.problem ?? set.problem ?? {};
  const values = looked.done?.values;
  const field = (name: (typeof names)[number]) => ({
    name,
    error: fields[name],
    inputWrapperOrder: INPUT_FIRST,
    defaultValue: values?.[name] ?? initial[name] ?? '',
  });
  const amount = { placeholder: '0.15', inputMode: 'decimal' as const, required: true };
  return (
    <Card padding="lg">
      <Form method="post" key={JSON.stringify(set.done?.values ?? initial)}>
        <Stack gap="sm">
          <KeepChanges result={set.result} search="model" />
          <Refused problem={looked.problem ?? set.problem} />
          {set.done && (
            <Done>
              The price of {set.done.values.model} was set. Earlier calls keep their cost until they are
              re-priced below.
            </Done>
          )}
          <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
            <TextInput
              {...field('model')}
              label="Model"
              description="A name (its dated snapshots match too), or a pattern with *."
              placeholder="gpt-6-luna"
              required
              maxLength={200}
            />
            <TextInput
              {...field('effective_from')}
              type="date"
              label="Valid from"
              description="Midnight UTC. Empty: from now on."
            />
            <TextInput
              {...field('note')}
              label="Note"
              description="Where the price comes from."
              maxLength={200}
            />
          </SimpleGrid>
          <SimpleGrid cols={{ base: 1, sm: 4 }} spacing="sm">
            <TextInput {...field('input_per_million')} {...amount} label="Input, $ per million tokens" />
            <TextInput
              {...field('cached_input_per_million')}
              {...amount}
              label="Cached input, $ per million tokens"
            />
            <TextInput {...field('output_per_million')} {...amount} label="Output, $ per million tokens" />
            <TextInput
              {...field('cache_write_per_million')}
              {...amount}
              required={false}
              label="Cache write, $ per million tokens"
              placeholder="As input"
            />
          </SimpleGrid>
          <Group justify="flex-end">
            <Button type="submit" name="intent" value="preview" variant="default" loading={looked.sending}>
              Preview
            </Button>
            <Button type="submit" name="intent" value="set" loading={set.sending}>
              Set price
            </Button>
          </Group>
        </Stack>
      </Form>
      {looked.done && <Preview {...looked.done.preview} />}
    </Card>
  );
}

function Preview({ models }: PricePreview) {
  return (
    <div role="status">
      <Text size="sm" fw={500} mt="md">
        {models.length === 0
          ? 'No usage in the last 30 days matches this model.'
          : 'At this price, the last 30 days would have cost:'}
      </Text>
      {models.length > 0 && (
        <CellTable
          label="Price preview"
          columns={columns}
          rows={models.map(({ model, tokens, cost, new_cost }) => ({
            key: model,
            cells: [
              model,
              count(tokens),
              cost === null ? 'Unknown' : money(Number(cost)),
              money(Number(new_cost)),
            ],
          }))}
        />
      )}
    </div>
  );
}
