import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { getInvoice } from './get-invoice.ts';

/** Notes that an invoice was paid outside of a provider. @throws invoice_not_found, invalid_request */
export async function markInvoicePaid(ctx: Context, { invoice_id }: { invoice_id: string }) {
  const { invoice } = await getInvoice(ctx, { invoice_id });
  if (invoice.status !== 'open')
    fail('invalid_request', `${invoice.number} is not open: nothing is to be paid.`);
  await ctx.db
    .updateTable('invoices')
    .set({ status: 'paid', paid_at: sql<Date>`now()`, provider: 'manual' })
    .where('invoice_id', '=', invoice_id)
    .where('status', '=', 'open')
    .execute();
  return getInvoice(ctx, { invoice_id });
}
