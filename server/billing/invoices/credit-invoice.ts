import { sql, type Selectable } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { InvoicesTable } from '../../../db/tables/invoices.ts';
import type { CreditInvoice } from '../../../shared/contract/invoices.panel.ts';
import { nextNumber } from '../../../shared/billing/invoices/next-number.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { getInvoice } from './get-invoice.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Credits an amount of an invoice with a credit note, which has its own number series. The invoice does not change; if nothing
 * of it is left to pay, it is no longer open. The payment provider gets the credit note too.
 * @throws invoice_not_found; invalid_request if the amount exceeds what is left of the invoice
 */
export async function creditInvoice(call: AdminCall, { invoice_id, amount, reason }: CreditInvoice) {
  const noteId = newId('inv');
  const credited = await call.db.transaction().execute(async (tx) => {
    const invoice = await tx
      .selectFrom('invoices')
      .selectAll()
      .where('invoice_id', '=', invoice_id)
      .where('kind', '=', 'invoice')
      .forUpdate()
      .executeTakeFirst();
    if (!invoice) fail('invoice_not_found');
    const { rest, whole, fits, cents, net, tax } = await split(tx, invoice, amount);
    if (!fits)
      fail(
        'invalid_request',
        `amount: must be from 0.01 to ${rest}, the remaining amount of ${invoice.number}.`,
      );
    const { workspace_id, month, workspace_name, time_zone, seller, buyer, tax_name, tax_rate } = invoice;
    await tx
      .insertInto('invoices')
      .values({
        invoice_id: noteId,
        workspace_id,
        kind: 'credit_note',
        number: await nextNumber(tx, 'CN'),
        month,
        credits: invoice_id,
        workspace_name,
        time_zone,
        seller: seller && JSON.stringify(seller),
        buyer: buyer && JSON.stringify(buyer),
        tax_name,
        tax_rate,
        tax: `-${tax}`,
        exact_total: `-${net}`,
        total: `-${amount}`,
        status: 'paid',
        paid_at: sql<Date>`now()`,
      })
      .execute();
    const line = { invoice_id: noteId, line: 1, kind: 'credit' as const, month, amount: `-${net}` };
    await tx
      .insertInto('invoice_lines')
      .values({ ...line, description: `Credit for ${invoice.number}: ${reason}` })
      .execute();
    if (whole && invoice.status === 'open')
      await tx.updateTable('invoices').set({ status: 'void' }).where('invoice_id', '=', invoice_id).execute();
    await call.queue.send(tx, 'credit-payment', { invoice_id, credit_note_id: noteId, cents, reason });
    return noteId;
  });
  return getInvoice(call, { invoice_id: credited });
}

/** What is left of an invoice, and the tax within the amount: over all credit notes, that of the invoice to the cent. */
async function split(tx: Tx, { invoice_id, total, tax_rate }: Selectable<InvoicesTable>, amount: string) {
  type Split = { rest: string; whole: boolean; fits: boolean; cents: number; net: string; tax: string };
  const { rows } = await sql<Split>`
    select rest::text as rest, rest = amount as whole, amount between 0.01 and rest as fits,
      (amount * 100)::bigint as cents, tax::text as tax, (amount - tax)::text as net
    from (
      select amount, ${total}::numeric - before as rest,
        round((before + amount) * rate / (100 + rate), 2) - taxed as tax
      from (
        select ${amount}::numeric as amount, ${tax_rate}::numeric as rate, coalesce(-sum(total), 0) as before,
          coalesce(-sum(tax), 0) as taxed
        from invoices where credits = ${invoice_id}
      ) credited
    ) given`.execute(tx);
  return rows[0]!;
}
