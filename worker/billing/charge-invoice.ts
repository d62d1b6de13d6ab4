import { sql } from 'kysely';
import { openPayments } from '../../shared/billing/payments/open-payments.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';
import { whileAsking } from './while-asking.ts';

/**
 * Requests payment of an invoice from the provider. Without a provider, the invoice stays open until it is marked as
 * paid. What the provider makes is stored at once: a run that breaks off is continued, however much later.
 */
export async function chargeInvoice(
  worker: Pick<Worker, 'db' | 'config' | 'queue'>,
  { payload }: Run<JobPayload<'charge-invoice'>>,
): Promise<void> {
  const { db, queue } = worker;
  const { invoice_id } = payload;
  const invoice = await db
    .selectFrom('invoices')
    .selectAll()
    .where('invoice_id', '=', invoice_id)
    .executeTakeFirst();
  if (!invoice || invoice.requested_at) return;
  if (invoice.status !== 'open')
    // It was paid or cancelled while it was being requested.
    return invoice.provider_reference ? queue.send(db, 'close-payment', { invoice_id }) : undefined;
  const payments = await openPayments(worker.config);
  const name = payments?.name ?? 'manual';
  const ours = () => db.updateTable('invoices').where('invoice_id', '=', invoice_id);
  await ours().set({ provider: name }).where('status', '=', 'open').execute();
  if (!payments) return;
  const { workspace_id } = invoice;
  const known = await db
    .selectFrom('payment_customers')
    .select('customer')
    .where('workspace_id', '=', workspace_id)
    .where('provider', '=', name)
    .executeTakeFirst();
  const { url } = await whileAsking(db, invoice_id, () =>
    payments.charge(
      {
        invoiceId: invoice_id,
        number: invoice.number,
        workspaceId: workspace_id,
        workspaceName: invoice.workspace_name,
        currency: invoice.currency,
        cents: Number(invoice.total.replace('.', '')),
      },
      { customer: known?.customer, reference: invoice.provider_reference ?? undefined },
      async (made) => {
        if ('reference' in made) await ours().set({ provider_reference: made.reference }).execute();
        else
          await db
            .insertInto('payment_customers')
            .values({ workspace_id, provider: name, customer: made.customer })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
      },
    ),
  );
  await db.transaction().execute(async (tx) => {
    const { status } = await tx
      .updateTable('invoices')
      .set({ requested_at: sql<Date>`now()`, payment_url: url })
      .where('invoice_id', '=', invoice_id)
      .returning('status')
      .executeTakeFirstOrThrow();
    if (status !== 'open') await queue.send(tx, 'close-payment', { invoice_id });
  });
}
