import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { holdWorkspace } from '../../../db/hold-workspace.ts';
import { newId } from '../../platform/ids.ts';
import { draftInvoice, type Due } from './draft-invoice.ts';
import { nextNumber } from './next-number.ts';

/** Months of the last year that have ended in their workspace's time zone and have no invoice yet, oldest first. */
export async function findDueInvoices(db: Db): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select workspace_id, month::date::text as month
    from workspaces, generate_series(
      greatest(date_trunc('month', created_at at time zone time_zone),
        date_trunc('month', now() at time zone time_zone) - interval '12 months'),
      date_trunc('month', now() at time zone time_zone) - interval '1 month', interval '1 month') as month
    where not exists (select from invoices
      where invoices.workspace_id = workspaces.workspace_id and invoices.month = month.month::date and kind = 'invoice')
    order by month, workspace_id`.execute(db);
  return rows;
}

/**
 * Closes a month. Late usage of an earlier month is billed too, by the difference. Seller, buyer and tax stay as they
 * are now.
 * @returns the invoice's id; undefined if there is nothing to bill, or it was already issued
 */
export async function issueInvoice(tx: Tx, due: Due): Promise<string | undefined> {
  // Invoices of a workspace are issued one after the other, so that each sees what the others have billed.
  await holdWorkspace(tx, due.workspace_id, 'alone');
  const workspace = await tx
    .selectFrom('workspaces')
    .select(['name', 'time_zone', 'buyer'])
    .where('workspace_id', '=', due.workspace_id)
    .executeTakeFirst();
  const issued = tx
    .selectFrom('invoices')
    .select('invoice_id')
    .where('workspace_id', '=', due.workspace_id)
    .where('month', '=', due.month)
    .where('kind', '=', 'invoice');
  if (!workspace || (await issued.executeTakeFirst())) return undefined;
  const draft = await draftInvoice(tx, due, workspace);
  if (!draft) return undefined;
  const { lines, sums, seller, buyer, taxName, taxRate, paymentDays } = draft;
  const invoice_id = newId('inv');
  await tx
    .insertInto('invoices')
    .values({
      ...due,
      invoice_id,
      kind: 'invoice',
      number: await nextNumber(tx, 'INV'),
      workspace_name: workspace.name,
      time_zone: workspace.time_zone,
      seller: seller && JSON.stringify(seller),
      buyer: JSON.stringify(buyer),
      tax_name: taxName,
      tax_rate: taxRate,
      tax: sums.tax,
      exact_total: sums.exact,
      total: sums.total,
      due_on:
        paymentDays === null
          ? null
          : sql<string>`(now() at time zone ${workspace.time_zone})::date + ${paymentDays}::integer`,
      ...(Number(sums.total) <= 0
        ? { status: 'paid', paid_at: sql<Date>`now()`, provider: 'none' }
        : { status: 'open' }),
    })
    .execute();
  await tx
    .insertInto('invoice_lines')
    .values(lines.map((line, index) => ({ ...line, invoice_id, line: index + 1 })))
    .execute();
  return invoice_id;
}
