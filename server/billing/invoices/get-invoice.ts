import { sql } from 'kysely';
import type { InvoiceLine } from '../../../shared/contract/invoices.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { readInvoices } from './read-invoices.ts';
import type { AdminCall } from '../../call.ts';

/** One invoice with its lines. @throws invoice_not_found */
export async function getInvoice(call: AdminCall, { invoice_id }: { invoice_id: string }) {
  const [invoice] = await readInvoices(call, sql`invoice_id = ${invoice_id}`);
  if (!invoice) fail('invoice_not_found');
  const { rows: lines } = await sql<InvoiceLine>`
    select line, kind, description, billed_app_id, model, to_char(month, 'YYYY-MM') as month, requests, input_tokens,
      output_tokens, unpriced_tokens, trim_scale(amount)::text as amount
    from invoice_lines where invoice_id = ${invoice_id} order by line`.execute(call.db);
  return { invoice, lines };
}
