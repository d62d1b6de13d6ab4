import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { PaymentEvent } from '../../../shared/billing/payments/payment-provider.ts';

/** Processes an event of the payment provider, once, however often it is sent. */
export async function receivePaymentEvent(
  { db }: Context,
  provider: string,
  event: PaymentEvent,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const fresh = await tx
      .insertInto('payment_events')
      .values({ provider, event_id: event.eventId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('event_id')
      .executeTakeFirst();
    if (!fresh) return;
    const invoice = await tx
      .selectFrom('invoices')
      .select(['invoice_id', 'number', 'workspace_id', 'status'])
      .where('invoice_id', '=', event.invoiceId)
      .where('kind', '=', 'invoice')
      .forUpdate()
      .executeTakeFirst();
    if (!invoice || invoice.status !== 'open') return;
    if (event.outcome === 'paid')
      await tx
        .updateTable('invoices')
        .set({ status: 'paid', paid_at: sql<Date>`now()`, provider })
        .where('invoice_id', '=', invoice.invoice_id)
        .execute();
    else
      await tx
        .insertInto('notices')
        .values({
          notice_id: newId('ntc'),
          workspace_id: invoice.workspace_id,
          kind: 'payment',
          subject: `${invoice.number}:${event.eventId}`,
          message: `The payment of invoice ${invoice.number} has failed; the provider will try again.`,
        })
        .execute();
  });
}
