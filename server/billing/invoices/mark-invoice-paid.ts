import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import { getInvoice } from './get-invoice.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Marks an invoice as paid outside a payment provider, and ends the provider's request for it.
 * @throws invoice_not_found, invalid_request
 */
export async function markInvoicePaid(call: AdminCall, { invoice_id }: { invoice_id: string }) {
  await call.db.transaction().execute(async (tx) => {
    const invoice = await tx
      .selectFrom('invoices')
      .select(['number', 'status'])
      .where('invoice_id', '=', invoice_id)
      .forUpdate()
      .executeTakeFirst();
    if (!invoice) fail('invoice_not_found');
    if (invoice.status !== 'open') fail('invalid_request', `${invoice.number} is not open.`);
    await tx
      .updateTable('invoices')
      .set({ status: 'paid', paid_at: sql<Date>`now()`, provider: 'manual' })
      .where('invoice_id', '=', invoice_id)
      .execute();
    await call.queue.send(tx, 'close-payment', { invoice_id });
  });
  return getInvoice(call, { invoice_id });
}
