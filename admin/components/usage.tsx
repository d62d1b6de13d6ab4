import { SimpleGrid, Table } from '@mantine/core';
import type { Usage as Totals } from '../types.ts';
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
          <Table className="rows" verticalSpacing="xs" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Model</Table.Th>
                <Table.Th ta="right">Calls</Table.Th>
                <Table.Th ta="right">Input</Table.Th>
                <Table.Th ta="right">Output</Table.Th>
                <Table.Th ta="right">Cost</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {by_model.map((row) => (
                <Table.Tr key={row.model}>
                  <Table.Td>{row.model}</Table.Td>
                  <Table.Td ta="right" data-label="Calls">
                    {count(row.requests)}
                  </Table.Td>
                  <Table.Td ta="right" data-label="Input">
                    {count(row.input_tokens)}
                  </Table.Td>
                  <Table.Td ta="right" data-label="Output">
                    {count(row.output_tokens)}
                  </Table.Td>
                  <Table.Td ta="right" data-label="Cost">
                    {money(row.cost)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </Section>
  );
}
