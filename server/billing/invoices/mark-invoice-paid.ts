import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import { getInvoice } from './get-invoice.ts';
import type { AdminCall } from '../../call.ts';

/** Marks an invoice as paid outside a payment provider. @throws invoice_not_found, invalid_request */
export async function markInvoicePaid(call: AdminCall, { invoice_id }: { invoice_id: string }) {
  const { invoice } = await getInvoice(call, { invoice_id });
  if (invoice.status !== 'open') fail('invalid_request', `${invoice.number} is not open.`);
  await call.db
    .updateTable('invoices')
    .set({ status: 'paid', paid_at: sql<Date>`now()`, provider: 'manual' })
    .where('invoice_id', '=', invoice_id)
    .where('status', '=', 'open')
    .execute();
  return getInvoice(call, { invoice_id });
}
