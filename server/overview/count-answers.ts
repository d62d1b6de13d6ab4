import { sql } from 'kysely';
import type { z } from 'zod';
import type { overview } from '../../shared/contract/panel/overview.ts';
import type { Context } from '../../shared/context.ts';
import { beginOf, dayOf, ofApp, type Span } from './span.ts';

type Counted = Pick<z.output<typeof overview.getOverview.output>, 'total' | 'by_day' | 'errors'>;
type Figures = Counted['total'];
type Row = Omit<Figures, 'cost'> & { day: string | null; cost: string | null; calls: number };

/** Answers, their speed and failures, tokens and cost: each day of the span, also an empty one, and the whole. */
export async function countAnswers({ db }: Context, span: Span): Promise<Counted> {
  const figures = sql<Row>`
    with answers as (
      select ${dayOf(sql`created_at`, span)} as day, status, time_to_first_token_ms as ms from messages
      where role = 'assistant' and created_at >= ${beginOf(span)} and ${ofApp(span)}
    ), calls as (
      select ${dayOf(sql`opened_at`, span)} as day, input_tokens, output_tokens, cost from ledger
      where status = 'settled' and opened_at >= ${beginOf(span)} and ${ofApp(span)}
    ), answered as (
      select day, count(*) as answers, count(*) filter (where status = 'failed') as failed,
        count(*) filter (where status = 'aborted') as aborted,
        percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.95) within group (order by ms) as p95
      from answers group by grouping sets ((day), ())
    ), called as (
      select day, count(*) as calls, sum(input_tokens) as input, sum(output_tokens) as output, sum(cost) as cost,
        sum(input_tokens + output_tokens) filter (where cost is null) as unpriced
      from calls group by grouping sets ((day), ())
    ), days as (
      select last - n as day from generate_series(0, ${span.days - 1}::integer) n, (select ${dayOf(sql`now()`, span)} as last) today
      union all select null
    )
    select days.day::text as day, coalesce(answers, 0)::integer as answers, coalesce(failed, 0)::integer as failed,
      coalesce(aborted, 0)::integer as aborted, p50 as first_token_p50_ms, p95 as first_token_p95_ms,
      coalesce(calls, 0)::integer as calls, coalesce(input, 0)::bigint as input_tokens,
      coalesce(output, 0)::bigint as output_tokens, cost, coalesce(unpriced, 0)::bigint as unpriced_tokens
    from days
    left join answered on answered.day is not distinct from days.day
    left join called on called.day is not distinct from days.day
    order by days.day`.execute(db);
  const errors = sql<{ code: string; count: number }>`
    select coalesce(error_code, 'internal_error') as code, count(*)::integer as count from messages
    where role = 'assistant' and status = 'failed' and created_at >= ${beginOf(span)} and ${ofApp(span)}
    group by 1 order by 2 desc, 1 limit 8`.execute(db);
  const [{ rows }, failures] = await Promise.all([figures, errors]);
  const whole = rows.find((row) => row.day === null)!;
  return {
    total: told(whole),
    by_day: rows.flatMap((row) => (row.day === null ? [] : [{ day: row.day, ...told(row) }])),
    errors: failures.rows,
  };
}

/** Nothing called costs nothing; a null is the cost of what has no known price. */
const told = ({ day: _day, calls, cost, ...figures }: Row): Figures => ({
  ...figures,
  cost: calls === 0 ? 0 : cost === null ? null : Number(cost),
});
