import { openPayments } from '../../shared/billing/payments/open-payments.ts';
import { DocentError } from '../../shared/platform/errors.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';
import { whileAsking } from './while-asking.ts';

/** Sends a credit note to the payment provider, which accepts each once. */
export async function creditPayment(
  { db, config }: Pick<Worker, 'db' | 'config'>,
  { payload }: Run<JobPayload<'credit-payment'>>,
): Promise<void> {
  const payments = await openPayments(config);
  const invoice = await db
    .selectFrom('invoices')
    .select(['provider', 'provider_reference', 'requested_at', 'status'])
    .where('invoice_id', '=', payload.invoice_id)
    .executeTakeFirst();
  if (!payments || !invoice) return;
  const { provider_reference: reference, requested_at, status, provider } = invoice;
  if (!reference || !requested_at) {
    // Nothing was requested, or charge-invoice ends what it has requested.
    if (status !== 'open' || provider === 'manual') return;
    throw new DocentError('payment_unavailable', 'The invoice is not at the payment provider yet.');
  }
  await whileAsking(db, payload.invoice_id, () =>
    payments.credit(reference, payload.credit_note_id, payload.cents, payload.reason),
  );
}
