import { openPayments } from '../../shared/billing/payments/open-payments.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';

/**
 * Requests payment of an invoice from the provider. Without a provider, the invoice stays open until it is marked as
 * paid.
 */
export async function chargeInvoice(
  { db, config }: Pick<Worker, 'db' | 'config'>,
  { payload }: Run<JobPayload<'charge-invoice'>>,
): Promise<void> {
  const { invoice_id } = payload;
  const invoice = await db
    .selectFrom('invoices')
    .selectAll()
    .where('invoice_id', '=', invoice_id)
    .executeTakeFirst();
  if (!invoice || invoice.status !== 'open' || invoice.provider_reference) return;
  const payments = await openPayments(config);
  const set = (values: { provider: string; provider_reference?: string; payment_url?: string | null }) =>
    db.updateTable('invoices').set(values).where('invoice_id', '=', invoice_id).execute();
  if (!payments) return void (await set({ provider: 'manual' }));
  const { workspace_id } = invoice;
  const known = await db
    .selectFrom('payment_customers')
    .select('customer')
    .where('workspace_id', '=', workspace_id)
    .where('provider', '=', payments.name)
    .executeTakeFirst();
  const charged = await payments.charge(
    {
      invoiceId: invoice_id,
      number: invoice.number,
      workspaceId: workspace_id,
      workspaceName: invoice.workspace_name,
      currency: invoice.currency,
      cents: Number(invoice.total.replace('.', '')),
    },
    known?.customer,
  );
  await db
    .insertInto('payment_customers')
    .values({ workspace_id, provider: payments.name, customer: charged.customer })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await set({ provider: payments.name, provider_reference: charged.reference, payment_url: charged.url });
}
