import { sql } from 'kysely';
import type { InvoiceLine } from '../../../shared/contract/invoices.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { readInvoices } from './read-invoices.ts';
import type { SeenCall } from '../../call.ts';

/** One invoice with its lines. @throws invoice_not_found */
export async function getInvoice(call: SeenCall, { invoice_id }: { invoice_id: string }) {
  const [invoice] = await readInvoices(call, sql`invoice_id = ${invoice_id}`);
  if (!invoice) fail('invoice_not_found');
  const lines: InvoiceLine[] = await call.db
    .selectFrom('invoice_lines')
    .select(['line', 'kind', 'description', 'billed_app_id', 'model', 'requests'])
    .select(['input_tokens', 'output_tokens', 'unpriced_tokens'])
    .select(sql<string>`to_char(month, 'YYYY-MM')`.as('month'))
    .select(sql<string>`trim_scale(amount)::text`.as('amount'))
    .where('invoice_id', '=', invoice_id)
    .orderBy('line')
    .execute();
  return { invoice, lines };
}
