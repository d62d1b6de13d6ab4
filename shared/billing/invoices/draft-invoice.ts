import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { Party } from '../../contract/billing-parties.panel.ts';
import { usageRowsSql } from '../ledger/usage-rows.ts';
import { readSeller, toBuyer } from './read-parties.ts';

export type Due = { workspace_id: string; month: string };

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

export type Draft = {
  lines: Line[];
  seller: Party | null;
  buyer: Party;
  taxName: string;
  taxRate: string;
  /** Days until the invoice is due; null: no seller is known. */
  paymentDays: number | null;
  /** Exact sum of the lines, the same in whole cents, the tax of that, and both together. */
  sums: { exact: string; net: string; tax: string; total: string };
};

/**
 * What an invoice of a month says: the plan's fees pro rata, and usage by app and model that is not yet invoiced.
 * @param options.openDays with usage that is not in the aggregate yet: for a month that has not ended
 * @returns undefined if there is nothing to bill
 */
export async function draftInvoice(
  tx: Tx | Db,
  due: Due,
  workspace: { name: string; buyer: Record<string, unknown> | null },
  { openDays = false } = {},
): Promise<Draft | undefined> {
  const given = await readSeller(tx);
  const { tax_rate, ...buyer } = toBuyer(workspace.buyer);
  const taxRate = given ? (tax_rate ?? given.tax_rate) : '0';
  let lines = [...(await planLines(tx, due)), ...(await usageLines(tx, due, openDays))];
  if (lines.length === 0) return undefined;
  let { negative, ...sums } = await sumLines(tx, lines, taxRate);
  if (negative) {
    // An invoice cannot be negative: a late reduction that is larger than the rest waits for a later month.
    lines = lines.filter((line) => line.kind === 'plan' || !line.amount.startsWith('-'));
    if (lines.length === 0) return undefined;
    ({ negative, ...sums } = await sumLines(tx, lines, taxRate));
  }
  return {
    lines,
    sums,
    seller: given && { name: given.name, address: given.address, tax_id: given.tax_id, note: given.note },
    buyer: { ...buyer, name: buyer.name || workspace.name },
    taxName: given?.tax_name ?? '',
    taxRate,
    paymentDays: given?.payment_days ?? null,
  };
}

async function sumLines(tx: Tx | Db, lines: Line[], taxRate: string) {
  const { rows } = await sql<Draft['sums'] & { negative: boolean }>`
    select exact::text as exact, net::text as net, tax::text as tax, (net + tax)::text as total, exact < 0 as negative
    from (select exact, round(exact, 2) as net, round(round(exact, 2) * ${taxRate}::numeric / 100, 2) as tax
      from (select sum(amount) as exact from unnest(${lines.map((line) => line.amount)}::numeric[]) as given (amount)) added
    ) summed`.execute(tx);
  return rows[0]!;
}

/**
 * Fees pro rata for the part of the month in which each plan applied. In whole cents, each line from one rounded sum
 * to the next: a full month is the full fee, however often it was changed.
 */
async function planLines(tx: Tx | Db, { workspace_id, month }: Due): Promise<Line[]> {
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

/** @param openDays with those that are not in the aggregate yet */
async function usageLines(tx: Tx | Db, { workspace_id, month }: Due, openDays: boolean): Promise<Line[]> {
  const ofWorkspace = sql`app_id in (select app_id from billed_apps where workspace_id = ${workspace_id})
    and day < ${month}::date + interval '1 month'`;
  const days = openDays
    ? usageRowsSql(ofWorkspace)
    : sql`select app_id, day, model, requests, input_tokens, output_tokens, unpriced_tokens, cost from usage_daily where ${ofWorkspace}`;
  const { rows } = await sql<Line>`
    with used as (
      select app_id, name, model, date_trunc('month', day)::date as month, sum(requests)::bigint as requests,
        sum(input_tokens)::bigint as input_tokens, sum(output_tokens)::bigint as output_tokens,
        sum(unpriced_tokens)::bigint as unpriced_tokens, coalesce(sum(cost), 0) as cost
      from (${days}) days join billed_apps using (app_id)
      where workspace_id = ${workspace_id}
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
