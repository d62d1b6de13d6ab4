import type { JobPayload } from '../../shared/platform/jobs.ts';
import { openPayments } from '../../shared/billing/payments/open-payments.ts';
import type { Run, Worker } from '../worker.ts';

/** Sends a credit note to the payment provider, which accepts each once. */
export async function creditPayment(
  { db, config }: Pick<Worker, 'db' | 'config'>,
  { payload }: Run<JobPayload<'credit-payment'>>,
): Promise<void> {
  const payments = await openPayments(config);
  const invoice = await db
    .selectFrom('invoices')
    .select(['provider', 'provider_reference'])
    .where('invoice_id', '=', payload.invoice_id)
    .executeTakeFirst();
  if (!payments || !invoice || (invoice.provider && invoice.provider !== payments.name)) return;
  // Its payment was not requested yet: this job is retried after that one.
  if (!invoice.provider_reference) throw new Error('the invoice is not at the payment provider yet');
  await payments.credit(invoice.provider_reference, payload.credit_note_id, payload.cents, payload.reason);
}
