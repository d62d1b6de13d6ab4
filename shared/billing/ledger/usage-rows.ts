import { sql } from 'kysely';

/**
 * The usage of apps by app, day, key, model and kind: closed days from the aggregate, everything else (open days,
 * late rows) from the ledger. In any snapshot, a row is in exactly one of the two.
 * @param where a condition on `app_id` and `day`, for both sides
 */
export const usageRowsSql = (where: ReturnType<typeof sql>) => sql`
  select app_id, day, nullif(key_id, '') as key_id, model, kind, requests, input_tokens, cached_input_tokens,
    output_tokens, reasoning_tokens, unpriced_tokens, cost
  from usage_daily where ${where}
  union all
  select app_id, day, key_id, model, kind, (correction_of is null)::integer, input_tokens, cached_input_tokens,
    output_tokens, reasoning_tokens, unpriced_tokens, cost
  from ledger where status = 'settled' and not aggregated and ${where}`;

/**
 * The same for a period, without the days: whole months from their sums, the days before and after them from
 * usage_daily.
 * @param app a condition on `app_id`; first, last: the days, both included
 */
export function usageOfPeriodSql(
  app: ReturnType<typeof sql>,
  first: ReturnType<typeof sql>,
  last: ReturnType<typeof sql>,
) {
  // The first whole month, and the first one after it that is not. Without a whole month, the days cover the period.
  const from = sql`(date_trunc('month', (${first} - 1)::timestamp) + interval '1 month')::date`;
  const to = sql`date_trunc('month', (${last} + 1)::timestamp)::date`;
  const columns = sql`nullif(key_id, '') as key_id, model, kind, requests, input_tokens, cached_input_tokens,
    output_tokens, reasoning_tokens, unpriced_tokens, cost`;
  return sql`
    select ${columns} from usage_monthly where ${app} and month >= ${from} and month < ${to}
    union all
    select ${columns} from usage_daily where ${app} and day between ${first} and least(${from} - 1, ${last})
    union all
    select ${columns} from usage_daily where ${app} and day between greatest(${from}, ${to}) and ${last}
    union all
    select key_id, model, kind, (correction_of is null)::integer, input_tokens, cached_input_tokens,
      output_tokens, reasoning_tokens, unpriced_tokens, cost
    from ledger where status = 'settled' and not aggregated and ${app} and day between ${first} and ${last}`;
}

/** Sums of such rows with the same names, so that they can be summed again. */
export const partSums = sql`sum(requests) as requests, sum(input_tokens) as input_tokens,
  sum(cached_input_tokens) as cached_input_tokens, sum(output_tokens) as output_tokens,
  sum(reasoning_tokens) as reasoning_tokens, sum(unpriced_tokens) as unpriced_tokens, sum(cost) as cost`;
