import { sql } from 'kysely';
import type { z } from 'zod';
import type { usage } from '../../shared/contract/usage.ts';
import type { Call } from '../call.ts';

type Row = {
  name: string | null;
  requests: number;
  input_tokens: number;
  output_tokens: number;
  cost: string | null;
  unpriced_tokens: number;
};

/** Columns that say what a row of the answer stands for. */
const groups = { model: sql`model`, day: sql`day`, key: sql`key_id` };

/** Tokens and cost of the app from the ledger, by day of the workspace's time zone, both ends included. */
export async function getUsage(call: Call, input: z.output<typeof usage.getUsage.input>) {
  const { group_by } = input;
  // The whole and the groups in one statement, so that they are of one moment and add up.
  const { rows } = await sql<Row & { total: boolean }>`
    with zone as (
      select time_zone from workspaces where workspace_id = ${call.app.workspaceId}
    ), span as (
      select last, coalesce(${input.start_date ?? null}::date, last - 30) as first, time_zone
      from (select coalesce(${input.end_date ?? null}::date, (now() at time zone time_zone)::date) as last, time_zone from zone) given
    ), calls as (
      select model, key_id, (opened_at at time zone time_zone)::date as day, input_tokens, output_tokens, cost
      from ledger, span
      where app_id = ${call.app.appId} and status = 'settled'
        and opened_at >= (first::timestamp at time zone time_zone)
        and opened_at < ((last + 1)::timestamp at time zone time_zone)
    )
    select grouping(${groups[group_by]}) = 1 as total, ${groups[group_by]}::text as name, count(*) as requests,
      coalesce(sum(input_tokens), 0)::bigint as input_tokens, coalesce(sum(output_tokens), 0)::bigint as output_tokens,
      sum(cost) as cost,
      coalesce(sum(input_tokens + output_tokens) filter (where cost is null), 0)::bigint as unpriced_tokens
    from calls group by grouping sets ((${groups[group_by]}), ()) order by 1, 2`.execute(call.db);
  const whole = rows.find((row) => row.total)!;
  const parts = rows.filter((row) => !row.total);
  return {
    usage: {
      total_requests: whole.requests,
      total_input_tokens: whole.input_tokens,
      total_output_tokens: whole.output_tokens,
      total_tokens: whole.input_tokens + whole.output_tokens,
      total_cost: whole.requests === 0 ? 0 : costOf(whole),
      ...unpriced(whole),
    },
    ...(group_by === 'model' && { by_model: parts.map((row) => ({ model: row.name!, ...totals(row) })) }),
    ...(group_by === 'day' && { by_day: parts.map((row) => ({ day: row.name!, ...totals(row) })) }),
    ...(group_by === 'key' && { by_key: parts.map((row) => ({ key_id: row.name, ...totals(row) })) }),
  };
}

const costOf = (row: Row) => (row.cost === null ? null : Number(row.cost));
const unpriced = (row: Row) => (row.unpriced_tokens > 0 ? { unpriced_tokens: row.unpriced_tokens } : {});
const totals = (row: Row) => ({
  requests: row.requests,
  input_tokens: row.input_tokens,
  output_tokens: row.output_tokens,
  total_tokens: row.input_tokens + row.output_tokens,
  cost: costOf(row),
  ...unpriced(row),
});
