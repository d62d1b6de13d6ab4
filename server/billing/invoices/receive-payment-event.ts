import { sql, type Selectable } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { InvoicesTable } from '../../../db/tables/invoices.ts';
import type { PaymentEvent } from '../../../shared/billing/payments/payment-provider.ts';
import { raisePaymentNotice } from '../../../shared/billing/payments/raise-payment-notice.ts';
import type { Context } from '../../../shared/context.ts';

/**
 * Processes an event of the payment provider, once, however often it is sent. It counts only for the provider's
 * invoice that was made for ours, in its currency and amount. Anything else about one of ours is a notice.
 */
export async function receivePaymentEvent(
  { db, log }: Pick<Context, 'db' | 'log'>,
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
    const invoice = await find(tx, 'provider_reference', event.reference);
    if (invoice) return receive(tx, provider, invoice, event);
    const named = event.namedInvoiceId && (await find(tx, 'invoice_id', event.namedInvoiceId));
    if (named)
      return notify(
        tx,
        named,
        event,
        `The payment provider reports its invoice ${event.reference} as ${event.outcome}. It names ${named.number}, but was not made for it. ` +
          `Nothing was changed: compare them there.`,
      );
    // Of another business, or another Docent, with the same account.
    log.warn({ event: event.eventId, outcome: event.outcome }, 'a payment event about an unknown invoice');
  });
}

type Invoice = Selectable<InvoicesTable>;

const find = (tx: Tx, column: 'invoice_id' | 'provider_reference', value: string) =>
  tx
    .selectFrom('invoices')
    .selectAll()
    .where(column, '=', value)
    .where('kind', '=', 'invoice')
    .forUpdate()
    .executeTakeFirst();

const notify = (tx: Tx, { workspace_id, number }: Invoice, { eventId }: PaymentEvent, message: string) =>
  raisePaymentNotice(tx, workspace_id, `${number}:${eventId}`, message);

async function receive(tx: Tx, provider: string, invoice: Invoice, event: PaymentEvent): Promise<void> {
  const { number } = invoice;
  const isOpen = invoice.status === 'open';
  const amount = (cents: number) => `${(cents / 100).toFixed(2)} ${event.currency}`;
  if (event.outcome === 'credited')
    return notify(
      tx,
      invoice,
      event,
      `The payment provider has a credit note of ${amount(event.cents)} for invoice ${number} that was not issued here. Issue the same one here.`,
    );
  if (event.outcome === 'ended')
    return isOpen
      ? notify(
          tx,
          invoice,
          event,
          `The payment provider no longer collects invoice ${number}: it was voided or written off there. Credit it here, or mark it as paid.`,
        )
      : undefined;
  if (event.outcome === 'failed')
    return isOpen
      ? notify(
          tx,
          invoice,
          event,
          `The payment of invoice ${number} has failed; the provider will try again.`,
        )
      : undefined;
  if (!isOpen) {
    // Already known, or a consequence of our own request to end it.
    const known = (invoice.status === 'paid' && invoice.provider === provider) || invoice.closed_at;
    if (known || event.receivedCents === 0) return;
    return notify(
      tx,
      invoice,
      event,
      `The payment provider has received ${amount(event.receivedCents)} for invoice ${number}, which ` +
        `${invoice.status === 'paid' ? 'was paid already' : 'was credited in full'}. Refund it there.`,
    );
  }
  if (!(await isAsCharged(tx, invoice, event)))
    return notify(
      tx,
      invoice,
      event,
      `The payment provider reports invoice ${number} as paid with ${amount(event.paidCents)} of ${amount(event.cents)}, but ` +
        `${invoice.total} ${invoice.currency} were charged. It stays open: compare them there.`,
    );
  await tx
    .updateTable('invoices')
    .set({ status: 'paid', paid_at: sql<Date>`now()`, provider })
    .where('invoice_id', '=', invoice.invoice_id)
    .execute();
}

/** The currency and total are those that were charged, and what is not credited has been paid. */
async function isAsCharged(tx: Tx, invoice: Invoice, event: PaymentEvent): Promise<boolean> {
  const { rows } = await sql<{ charged: number; owed: number }>`
    select (${invoice.total}::numeric * 100)::bigint as charged,
      ((${invoice.total}::numeric + coalesce(sum(total), 0)) * 100)::bigint as owed
    from invoices where credits = ${invoice.invoice_id}`.execute(tx);
  const { charged, owed } = rows[0]!;
  return event.currency === invoice.currency && event.cents === charged && event.paidCents >= owed;
}
