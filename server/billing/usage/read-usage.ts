import { sql } from 'kysely';
import type { z } from 'zod';
import type { usage } from '../../../shared/contract/usage.ts';
import { partSums, usageOfPeriodSql, usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import type { AppCall } from '../../call.ts';

export type UsageQuery = z.output<typeof usage.getUsage.input>;

/** Totals of usage. `cost` is exact; null if nothing has a known price. */
export type UsageRow = {
  /** The model, day or key of the row. */
  name: string | null;
  requests: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  unpriced_tokens: number;
  cost: string | null;
};

/** Columns that identify a row of the response. */
const groups = { model: sql`model`, day: sql`day`, key: sql`key_id` };

/** Total and parts in one statement, so that they add up. */
export async function readUsage(
  { db, app }: AppCall,
  { start_date, end_date, group_by }: UsageQuery,
): Promise<{ whole: UsageRow; parts: UsageRow[] }> {
  const group = groups[group_by];
  const ofApp = sql`app_id = ${app.appId}`;
  const [first, last] = [sql`(select first from span)`, sql`(select last from span)`];
  const used =
    group_by === 'day'
      ? usageRowsSql(sql`${ofApp} and day between ${first} and ${last}`)
      : usageOfPeriodSql(ofApp, first, last);
  const { rows } = await sql<UsageRow & { total: boolean }>`
    with span as (
      select coalesce(${start_date ?? null}::date, last - 30) as first, last
      from (
        select coalesce(${end_date ?? null}::date, (now() at time zone time_zone)::date) as last
        from workspaces where workspace_id = ${app.workspaceId}
      ) given
    ), used as (
      ${used}
    ), parts as (
      -- Summed once by part; the whole is the sum of the few parts.
      select ${group} as name, ${partSums} from used group by 1
    )
    select grouping(name) = 1 as total, name::text as name, coalesce(sum(requests), 0)::bigint as requests,
      coalesce(sum(input_tokens), 0)::bigint as input_tokens,
      coalesce(sum(cached_input_tokens), 0)::bigint as cached_input_tokens,
      coalesce(sum(output_tokens), 0)::bigint as output_tokens,
      coalesce(sum(reasoning_tokens), 0)::bigint as reasoning_tokens,
      coalesce(sum(unpriced_tokens), 0)::bigint as unpriced_tokens, trim_scale(sum(cost)) as cost
    from parts group by grouping sets ((name), ()) order by 1, 2`.execute(db);
  return { whole: rows.find((row) => row.total)!, parts: rows.filter((row) => !row.total) };
}
