import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../db/database.ts';
import type { overview } from '../../shared/contract/panel/overview.ts';
import { beginOf, dayOf, ofApp, type Span } from './span.ts';

type Counted = Pick<z.output<typeof overview.getOverview.output>, 'total' | 'by_day' | 'errors'>;
type Figures = Counted['total'];
type Speed = Pick<Figures, 'first_token_p50_ms' | 'first_token_p95_ms'>;
type Answered = Speed & { day: string; answers: number; failed: number; aborted: number };
type Called = {
  calls: number;
  input_tokens: number;
  output_tokens: number;
  unpriced_tokens: number;
  cost: string | null;
};

const speed = sql`percentile_disc(0.5) within group (order by time_to_first_token_ms) as first_token_p50_ms,
  percentile_disc(0.95) within group (order by time_to_first_token_ms) as first_token_p95_ms`;

/** The span's days with their first and last moments: each is read by itself, as a range of an index. */
const days = (span: Span) => sql`(
  select day, day::timestamp at time zone ${span.timeZone}::text as begins,
    (day + 1)::timestamp at time zone ${span.timeZone}::text as ends
  from (select ${dayOf(sql`now()`, span)} - n as day from generate_series(0, ${span.days - 1}::integer) n) named) days`;

/** Answers, their speed and failures, tokens and cost: each day of the span, also an empty one, and the whole. */
export async function countAnswers(tx: Tx, span: Span): Promise<Counted> {
  const ofSpan = sql`role = 'assistant' and created_at >= ${beginOf(span)} and ${ofApp(span)}`;
  const { rows: answered } = await sql<Answered>`
    select day::text as day, counted.* from ${days(span)}, lateral (
      select count(*)::integer as answers, (count(*) filter (where status = 'failed'))::integer as failed,
        (count(*) filter (where status = 'aborted'))::integer as aborted, ${speed}
      from messages where role = 'assistant' and created_at >= begins and created_at < ends and ${ofApp(span)}
    ) counted order by day`.execute(tx);
  const { rows: called } = await sql<Called & { total_cost: string | null }>`
    select summed.*, sum(cost) over () as total_cost from ${days(span)}, lateral (
      select count(*)::integer as calls, coalesce(sum(input_tokens), 0)::bigint as input_tokens,
        coalesce(sum(output_tokens), 0)::bigint as output_tokens, sum(cost) as cost,
        coalesce(sum(input_tokens + output_tokens) filter (where cost is null), 0)::bigint as unpriced_tokens
      from ledger where status = 'settled' and opened_at >= begins and opened_at < ends and ${ofApp(span)}
    ) summed order by day`.execute(tx);
  const { rows: whole } = await sql<Speed>`select ${speed} from messages where ${ofSpan}`.execute(tx);
  const { rows: errors } = await sql<{ code: string; count: number }>`
    select coalesce(error_code, 'internal_error') as code, count(*)::integer as count from messages
    where status = 'failed' and ${ofSpan} group by 1 order by 2 desc, 1 limit 8`.execute(tx);
  const by_day = answered.map((day, place) => ({ ...day, ...told(called[place]!) }));
  const sum = (pick: (row: Answered & Called) => number) =>
    answered.reduce((total, row, place) => total + pick({ ...row, ...called[place]! }), 0);
  const total = {
    answers: sum((row) => row.answers),
    failed: sum((row) => row.failed),
    aborted: sum((row) => row.aborted),
    ...whole[0]!,
    ...told({
      calls: sum((row) => row.calls),
      input_tokens: sum((row) => row.input_tokens),
      output_tokens: sum((row) => row.output_tokens),
      unpriced_tokens: sum((row) => row.unpriced_tokens),
      // Summed by the database: exact.
      cost: called[0]!.total_cost,
    }),
  };
  return { total, by_day, errors };
}

/** Nothing called costs nothing; a null is the cost of what has no known price. */
const told = ({ calls, cost, input_tokens, output_tokens, unpriced_tokens }: Called) => ({
  input_tokens,
  output_tokens,
  unpriced_tokens,
  cost: calls === 0 ? 0 : cost === null ? null : Number(cost),
});
