import { Badge, Text } from '@mantine/core';
import type { Invoice } from '../types.ts';

const states = {
  open: { color: 'orange', text: 'open' },
  paid: { color: 'teal', text: 'paid' },
  void: { color: 'gray', text: 'credited' },
};

/** The state of an invoice, or that it is a credit note. */
export function InvoiceState({ invoice }: { invoice: Pick<Invoice, 'kind' | 'status' | 'waiting_for'> }) {
  const { color, text } =
    invoice.kind === 'credit_note' ? { color: 'gray', text: 'credit note' } : states[invoice.status];
  return (
    <>
      <Badge variant="light" color={color} tt="none" className="state">
        {text}
      </Badge>
      {invoice.waiting_for && (
        <Text size="xs" c="dimmed">
          Waiting for the payment provider
        </Text>
      )}
    </>
  );
}
