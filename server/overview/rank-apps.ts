import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { beginOf, ofApp, type Span } from './span.ts';

const MOST_APPS = 8;

type Ranked = { app_id: string; name: string; answers: number; failed: number; tokens: number };

/** The apps that answered most in the span. */
export async function rankApps(tx: Tx, span: Span): Promise<Ranked[]> {
  const { rows } = await sql<Ranked>`
    with answered as (
      select app_id, count(*)::integer as answers, (count(*) filter (where status = 'failed'))::integer as failed
      from messages where role = 'assistant' and created_at >= ${beginOf(span)} and ${ofApp(span)} group by app_id
    ), called as (
      select app_id, sum(input_tokens + output_tokens)::bigint as tokens from ledger
      where status = 'settled' and opened_at >= ${beginOf(span)} and ${ofApp(span)} group by app_id
    )
    select app_id, name, coalesce(answers, 0) as answers, coalesce(failed, 0) as failed, coalesce(tokens, 0) as tokens
    from (select app_id, name from apps where ${ofApp(span)}) named
      left join answered using (app_id) left join called using (app_id)
    order by answers desc, tokens desc, name limit ${sql.lit(MOST_APPS)}`.execute(tx);
  return rows;
}
