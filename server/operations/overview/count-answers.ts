import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import { beginOf, daysOf, ofApp, type Span } from './span.ts';
import { sumCalls, type Sums } from './sum-calls.ts';

type Overview = z.output<typeof overview.getOverview.output>;
type Counted = Pick<Overview, 'total' | 'by_day' | 'errors' | 'by_app'>;
type Speed = Pick<Overview['total'], 'first_token_p50_ms' | 'first_token_p95_ms'>;
type Counts = { answers: number; failed: number; aborted: number };
type Answered = Speed & Counts;

/** Number of apps listed, busiest first. */
const MOST_APPS = 8;

const counts = sql`count(*)::integer as answers, (count(*) filter (where status = 'failed'))::integer as failed,
  (count(*) filter (where status = 'aborted'))::integer as aborted`;

const speed = sql`percentile_disc(0.5) within group (order by time_to_first_token_ms) as first_token_p50_ms,
  percentile_disc(0.95) within group (order by time_to_first_token_ms) as first_token_p95_ms`;

/**
 * Answers, latency, failures, tokens and cost for each day of the period, in total, and for the busiest apps.
 * Everything is read from indexes.
 */
export async function countAnswers(tx: Tx, span: Span): Promise<Counted> {
  const inSpan = sql`role = 'assistant' and created_at >= ${beginOf(span)} and ${ofApp(span)}`;
  const { rows: days } = await sql<Answered & { day: string }>`
    with counted as materialized (
      select day, ${counts}, ${speed} from messages join ${daysOf(span)} on created_at >= begins and created_at < ends
      where role = 'assistant' and ${ofApp(span)} group by day
    )
    select day::text as day, coalesce(answers, 0) as answers, coalesce(failed, 0) as failed,
      coalesce(aborted, 0) as aborted, first_token_p50_ms, first_token_p95_ms
    from ${daysOf(span)} left join counted using (day) order by day`.execute(tx);
  const { rows: ofApps } = await sql<Counts & { app_id: string }>`
    select app_id, ${counts} from messages where ${inSpan} group by app_id`.execute(tx);
  const { rows: whole } = await sql<Speed>`select ${speed} from messages where ${inSpan}`.execute(tx);
  const { rows: errors } = await sql<{ code: string; count: number }>`
    select coalesce(error_code, 'internal_error') as code, count(*)::integer as count from messages
    where status = 'failed' and ${inSpan} group by 1 order by 2 desc, 1 limit 8`.execute(tx);
  const apps = await tx
    .selectFrom('apps')
    .select(['app_id', 'name'])
    .where(ofApp(span))
    .orderBy('name')
    .orderBy('app_id')
    .execute();
  const calls = await sumCalls(tx, span);
  const byApp = new Map(ofApps.map((row) => [row.app_id, row]));
  return {
    total: { ...sum(days), ...whole[0]!, ...figuresOf(calls.whole) },
    by_day: days.map((day) => ({ ...day, ...figuresOf(calls.ofDay(day.day)) })),
    errors,
    by_app: apps
      .map(({ app_id, name }) => {
        const { answers = 0, failed = 0 } = byApp.get(app_id) ?? {};
        const { input_tokens, output_tokens } = calls.ofApp(app_id);
        return { app_id, name, answers, failed, tokens: input_tokens + output_tokens };
      })
      .toSorted((a, b) => b.answers - a.answers || b.tokens - a.tokens)
      .slice(0, MOST_APPS),
  };
}

const sum = (rows: Answered[]) => ({
  answers: rows.reduce((total, { answers }) => total + answers, 0),
  failed: rows.reduce((total, { failed }) => total + failed, 0),
  aborted: rows.reduce((total, { aborted }) => total + aborted, 0),
});

/** No calls cost nothing; null means there is no known price. */
const figuresOf = ({ calls, cost, input_tokens, output_tokens, unpriced_tokens }: Sums) => ({
  input_tokens,
  output_tokens,
  unpriced_tokens,
  cost: calls === 0 ? 0 : cost === null ? null : Number(cost),
});
