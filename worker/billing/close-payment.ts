import { sql } from 'kysely';
import { openPayments } from '../../shared/billing/payments/open-payments.ts';
import { raisePaymentNotice } from '../../shared/billing/payments/raise-payment-notice.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';
import { whileAsking } from './while-asking.ts';

/**
 * Ends the request for an invoice that was paid by hand or cancelled, so that nobody pays it again. If the provider
 * had received money already, a notice says so.
 */
export async function closePayment(
  { db, config }: Pick<Worker, 'db' | 'config'>,
  { payload }: Run<JobPayload<'close-payment'>>,
): Promise<void> {
  const { invoice_id } = payload;
  const invoice = await db
    .selectFrom('invoices')
    .selectAll()
    .where('invoice_id', '=', invoice_id)
    .executeTakeFirst();
  const payments = await openPayments(config);
  // A request that is under way enqueues this job again.
  if (!payments || !invoice?.provider_reference || invoice.status === 'open') return;
  const { provider_reference: reference, number, status, workspace_id } = invoice;
  // Paid where it was requested.
  if (status === 'paid' && invoice.provider === payments.name) return;
  // Before the provider is asked: the event that it then sends is known to be ours.
  await db
    .updateTable('invoices')
    .set({ closed_at: sql<Date>`coalesce(closed_at, now())` })
    .where('invoice_id', '=', invoice_id)
    .execute();
  const { receivedCents } = await whileAsking(db, invoice_id, () =>
    payments.close(reference, status === 'paid' ? 'paid' : 'void'),
  );
  if (receivedCents === 0) return;
  await db
    .transaction()
    .execute((tx) =>
      raisePaymentNotice(
        tx,
        workspace_id,
        `${number}:paid-twice`,
        `Invoice ${number} was ${status === 'paid' ? 'marked as paid' : 'credited in full'}, but the payment provider has also received ` +
          `${(receivedCents / 100).toFixed(2)} ${invoice.currency} for it. Refund it there.`,
      ),
    );
}
