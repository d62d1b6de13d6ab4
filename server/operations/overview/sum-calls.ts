import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { partSums, usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import { ofApp, type Span } from './span.ts';

export type Sums = {
  calls: number;
  input_tokens: number;
  output_tokens: number;
  /** Tokens of calls without a known price. */
  unpriced_tokens: number;
  /** US dollars, exact; null: no calls, or none with a known price. */
  cost: string | null;
};

const none: Sums = { calls: 0, input_tokens: 0, output_tokens: 0, unpriced_tokens: 0, cost: null };

/** Model calls by day, by app, and in total; closed days come from the aggregate. */
export async function sumCalls(tx: Tx, span: Span) {
  const first = sql`(now() at time zone ${span.timeZone}::text)::date - ${span.days - 1}::integer`;
  const { rows } = await sql<Sums & { day: string | null; app_id: string | null }>`
    with parts as materialized (
      select day, app_id, ${partSums} from (${usageRowsSql(sql`day >= ${first} and ${ofApp(span)}`)}) called
      group by day, app_id
    )
    select day::text as day, app_id, coalesce(sum(requests), 0)::integer as calls,
      coalesce(sum(input_tokens), 0)::bigint as input_tokens, coalesce(sum(output_tokens), 0)::bigint as output_tokens,
      sum(cost) as cost, coalesce(sum(unpriced_tokens), 0)::bigint as unpriced_tokens
    from parts group by grouping sets ((day), (app_id), ())`.execute(tx);
  const byDay = new Map(rows.map((row) => [row.day, row]));
  const byApp = new Map(rows.map((row) => [row.app_id, row]));
  return {
    ofDay: (day: string): Sums => byDay.get(day) ?? none,
    ofApp: (appId: string): Sums => byApp.get(appId) ?? none,
    whole: rows.find((row) => row.day === null && row.app_id === null) ?? none,
  };
}
