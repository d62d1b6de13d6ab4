import { Badge } from '@mantine/core';
import type { Invoice } from '../types.ts';

const states = {
  open: { color: 'orange', text: 'to be paid' },
  paid: { color: 'teal', text: 'paid' },
  void: { color: 'gray', text: 'void' },
};

/** Whether an invoice is paid; a credit note is what it is. */
export function InvoiceState({ invoice }: { invoice: Pick<Invoice, 'kind' | 'status'> }) {
  const { color, text } =
    invoice.kind === 'credit_note' ? { color: 'gray', text: 'credit note' } : states[invoice.status];
  return (
    <Badge variant="light" color={color} tt="none" className="state">
      {text}
    </Badge>
  );
}
