import { SimpleGrid } from '@mantine/core';
import type { Usage as Totals } from '../types.ts';
import { CallTable } from './call-table.tsx';
import { Empty } from './empty.tsx';
import { Figure } from './figure.tsx';
import { count, money } from './quantities.ts';
import { Section } from './section.tsx';

export function Usage({ usage, by_model = [] }: Totals) {
  const unpriced = usage.unpriced_tokens
    ? `${count(usage.unpriced_tokens)} tokens without a known price`
    : undefined;
  return (
    <Section id="usage" title="Usage" about="Settled model calls of the last 30 days, embeddings included.">
      {usage.total_requests === 0 ? (
        <Empty title="No model calls yet">
          A question to the chat, a search or an upload writes the first.
        </Empty>
      ) : (
        <>
          <SimpleGrid cols={{ base: 2, sm: 4 }} p="md">
            <Figure name="Model calls" value={count(usage.total_requests)} />
            <Figure name="Input tokens" value={count(usage.total_input_tokens)} />
            <Figure name="Output tokens" value={count(usage.total_output_tokens)} />
            <Figure name="Cost" value={money(usage.total_cost)} note={unpriced} />
          </SimpleGrid>
          <CallTable
            of="Model"
            rows={by_model.map(({ model, requests, input_tokens, output_tokens, cost }) => ({
              key: model,
              name: model,
              calls: requests,
              input: input_tokens,
              output: output_tokens,
              cost,
            }))}
          />
        </>
      )}
    </Section>
  );
}
