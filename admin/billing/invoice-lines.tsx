import { Text } from '@mantine/core';
import type { InvoiceDetails } from '../types.ts';
import { CellTable } from '../components/cells.tsx';
import { count } from '../components/quantities.ts';

const columns = [
  { name: 'Item' },
  { name: 'Calls', right: true },
  { name: 'Tokens', right: true },
  { name: 'US dollars', right: true },
];

/** An invoice's lines with exact amounts. Tokens without a price are listed but not billed. */
export function InvoiceLines({ lines }: Pick<InvoiceDetails, 'lines'>) {
  return (
    <CellTable
      label="Lines"
      columns={columns}
      rows={lines.map((line) => ({
        key: String(line.line),
        cells: [
          <div key="item">
            <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
              {line.description}
            </Text>
            {line.unpriced_tokens > 0 && (
              <Text size="xs" c="dimmed">
                {count(line.unpriced_tokens)} tokens without a price are not billed.
              </Text>
            )}
          </div>,
          line.kind === 'usage' ? count(line.requests) : '–',
          line.kind === 'usage' ? count(line.input_tokens + line.output_tokens) : '–',
          <span key="amount" className="number" style={{ overflowWrap: 'anywhere' }}>
            {line.amount}
          </span>,
        ],
      }))}
    />
  );
}
