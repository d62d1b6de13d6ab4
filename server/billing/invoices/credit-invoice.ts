import { sql } from 'kysely';
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
    const { rows } = await sql<{ rest: string; whole: boolean; fits: boolean; cents: number }>`
      select rest::text as rest, rest = ${amount}::numeric as whole, ${amount}::numeric between 0.01 and rest as fits, (${amount}::numeric * 100)::bigint as cents
      from (select ${invoice.total}::numeric + coalesce(sum(total), 0) as rest from invoices where credits = ${invoice_id}) left_over`.execute(
      tx,
    );
    const { rest, whole, fits, cents } = rows[0]!;
    if (!fits)
      fail(
        'invalid_request',
        `amount: must be from 0.01 to ${rest}, the remaining amount of ${invoice.number}.`,
      );
    const { workspace_id, month, workspace_name, time_zone } = invoice;
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
        exact_total: `-${amount}`,
        total: `-${amount}`,
        status: 'paid',
        paid_at: sql<Date>`now()`,
      })
      .execute();
    const line = { invoice_id: noteId, line: 1, kind: 'credit' as const, month, amount: `-${amount}` };
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
