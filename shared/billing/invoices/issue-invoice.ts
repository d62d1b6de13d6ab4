import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import { nextNumber } from './next-number.ts';

export type Due = { workspace_id: string; month: string };

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

type Line = {
  kind: 'plan' | 'usage';
  description: string;
  billed_app_id: string | null;
  model: string | null;
  month: string;
  requests: number;
  input_tokens: number;
  output_tokens: number;
  unpriced_tokens: number;
  amount: string;
};

/**
 * Closes a month: the plan's fees pro rata, and usage by app and model that is in the aggregate and not yet invoiced.
 * Late usage of an earlier month is billed too, by the difference.
 * @returns the invoice's id; undefined if there is nothing to bill, or it was already issued
 */
export async function issueInvoice(tx: Tx, due: Due): Promise<string | undefined> {
  // Invoices of a workspace are issued one after the other, so that each sees what the others have billed.
  const workspace = await tx
    .selectFrom('workspaces')
    .select(['name', 'time_zone'])
    .where('workspace_id', '=', due.workspace_id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const issued = tx
    .selectFrom('invoices')
    .select('invoice_id')
    .where('workspace_id', '=', due.workspace_id)
    .where('month', '=', due.month)
    .where('kind', '=', 'invoice');
  if (!workspace || (await issued.executeTakeFirst())) return undefined;
  const usage = await usageLines(tx, due);
  let lines = [...(await planLines(tx, due)), ...usage];
  if (lines.length === 0) return undefined;
  let sums = await sumLines(tx, lines);
  if (sums.negative) {
    // An invoice cannot be negative: a late reduction that is larger than the rest waits for a later month.
    lines = lines.filter((line) => line.kind === 'plan' || !line.amount.startsWith('-'));
    if (lines.length === 0) return undefined;
    sums = await sumLines(tx, lines);
  }
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
      exact_total: sums.exact,
      total: sums.total,
      ...(sums.nothing
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

async function sumLines(tx: Tx, lines: Line[]) {
  const { rows } = await sql<{ exact: string; total: string; negative: boolean; nothing: boolean }>`
    select sum(amount) as exact, round(sum(amount), 2) as total, sum(amount) < 0 as negative,
      round(sum(amount), 2) <= 0 as nothing
    from unnest(${lines.map((line) => line.amount)}::numeric[]) as given (amount)`.execute(tx);
  return rows[0]!;
}

/**
 * Fees pro rata for the part of the month in which each plan applied. In whole cents, each line from one rounded sum
 * to the next: a full month is the full fee, however often it was changed.
 */
async function planLines(tx: Tx, { workspace_id, month }: Due): Promise<Line[]> {
  const { rows } = await sql<Line>`
    with bounds as (
      select time_zone, ${month}::timestamp at time zone time_zone as first,
        (${month}::timestamp + interval '1 month') at time zone time_zone as last
      from workspaces where workspace_id = ${workspace_id}
    ), noted as (
      select effective_from, plan, fee,
        (plan, fee) is distinct from (lag(plan) over history, lag(fee) over history) as changed
      from plan_changes where workspace_id = ${workspace_id} window history as (order by effective_from)
    ), periods as (
      select plan, fee, greatest(effective_from, first) as begins,
        least(coalesce(lead(effective_from) over (order by effective_from), last), last) as ends, first, last, time_zone
      from noted, bounds where changed
    ), owed as (
      select *, sum(fee * (extract(epoch from ends) - extract(epoch from begins))) over (order by begins)
        / (extract(epoch from last) - extract(epoch from first)) as until_then
      from periods where begins < ends
    ), rounded as (
      select *, round(until_then, 2) - lag(round(until_then, 2), 1, 0::numeric) over (order by begins) as amount from owed
    )
    select 'plan' as kind, plans.name || ' plan, ' || to_char(begins at time zone time_zone, 'YYYY-MM-DD') || ' to '
        || to_char((ends at time zone time_zone) - interval '1 second', 'YYYY-MM-DD') as description,
      null as billed_app_id, null as model, ${month}::date as month, 0 as requests, 0 as input_tokens,
      0 as output_tokens, 0 as unpriced_tokens, amount::text as amount
    from rounded join plans using (plan)
    where rounded.amount > 0 order by begins`.execute(tx);
  return rows;
}

async function usageLines(tx: Tx, { workspace_id, month }: Due): Promise<Line[]> {
  const { rows } = await sql<Line>`
    with used as (
      select app_id, name, model, date_trunc('month', day)::date as month, sum(requests)::bigint as requests,
        sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens,
        sum(unpriced_tokens)::bigint as unpriced_tokens, coalesce(sum(cost), 0) as cost
      from usage_daily join billed_apps using (app_id)
      where workspace_id = ${workspace_id} and day < ${month}::date + interval '1 month'
      group by 1, 2, 3, 4
    ), billed as (
      select billed_app_id as app_id, model, lines.month, sum(requests)::bigint as requests,
        sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens,
        sum(unpriced_tokens)::bigint as unpriced_tokens, sum(amount) as cost
      from invoice_lines lines join invoices using (invoice_id)
      where lines.kind = 'usage' and workspace_id = ${workspace_id}
      group by 1, 2, 3
    )
    select 'usage' as kind, used.name || ', ' || model
        || case when used.month < ${month}::date then ', ' || to_char(used.month, 'YYYY-MM') || ', late' else '' end as description,
      app_id as billed_app_id, model, used.month, used.requests - coalesce(billed.requests, 0) as requests,
      used.input_tokens - coalesce(billed.input_tokens, 0) as input_tokens,
      used.output_tokens - coalesce(billed.output_tokens, 0) as output_tokens,
      used.unpriced_tokens - coalesce(billed.unpriced_tokens, 0) as unpriced_tokens,
      (used.cost - coalesce(billed.cost, 0))::text as amount
    from used left join billed using (app_id, model, month)
    where (used.requests, used.input_tokens, used.output_tokens, used.unpriced_tokens, used.cost) is distinct from
      (coalesce(billed.requests, 0), coalesce(billed.input_tokens, 0), coalesce(billed.output_tokens, 0),
        coalesce(billed.unpriced_tokens, 0), coalesce(billed.cost, 0))
    order by used.month desc, used.name, app_id, model`.execute(tx);
  return rows;
}
