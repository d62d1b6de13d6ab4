import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import { beginOf, daysOf, FIRST_DAY, ofApp, placeOf, type Span } from './span.ts';

type Overview = z.output<typeof overview.getOverview.output>;
type Counts = { answers: number; failed: number; aborted: number };

export type CountedAnswers = {
  /** All days of the period. */
  days: (Counts & { place: number; day: string })[];
  ofApps: Map<string, Counts>;
  errors: Overview['errors'];
  /** Answers that were completed in the period; in the one before it up to the same time of day, and in all of that one. */
  complete: { now: number; before: number; wholeBefore: number };
};

/** Answers and failures for each day of the period and each app, in one pass over an index. */
export async function countAnswers(tx: Tx, span: Span): Promise<CountedAnswers> {
  const began = beginOf({ ...span, days: 2 * span.days });
  const sums = sql`coalesce(sum(answers), 0)::integer as answers, coalesce(sum(failed), 0)::integer as failed,
    coalesce(sum(aborted), 0)::integer as aborted, coalesce(sum(complete), 0)::integer as complete`;
  const { rows } = await sql<Row>`
    with counted as materialized (
      select place, app_id, count(*) as answers, count(*) filter (where status = 'failed') as failed,
        count(*) filter (where status = 'aborted') as aborted, count(*) filter (where status = 'complete') as complete
      from (
        select ${placeOf(sql`created_at`, span)} as place, app_id, status from messages
        where role = 'assistant' and created_at >= ${began} and ${ofApp(span)}
      ) placed group by place, app_id
    )
    select place, day::text as day, null as app_id, ${sums} from ${daysOf(span)} left join counted using (place) group by place, day
    union all
    select place, null, null, ${sums} from counted where place < ${FIRST_DAY}::integer group by place
    union all
    select null, null, app_id, ${sums} from counted where place >= ${FIRST_DAY}::integer group by app_id
    order by day`.execute(tx);
  const { rows: errors } = await sql<Overview['errors'][number]>`
    select coalesce(error_code, 'internal_error') as code, count(*)::integer as count from messages
    where status = 'failed' and role = 'assistant' and created_at >= ${beginOf(span)} and ${ofApp(span)}
    group by 1 order by 2 desc, 1 limit 8`.execute(tx);
  const days = rows.flatMap((row) => (row.day === null ? [] : [{ ...row, day: row.day, place: row.place! }]));
  const completeIn = (within: (place: number) => boolean) =>
    rows.reduce((sum, { place, complete }) => sum + (place !== null && within(place) ? complete : 0), 0);
  return {
    days,
    ofApps: new Map(rows.flatMap((row) => (row.app_id === null ? [] : [[row.app_id, row]]))),
    errors,
    complete: {
      now: completeIn((place) => place >= FIRST_DAY),
      before: completeIn((place) => place === 1),
      wholeBefore: completeIn((place) => place < FIRST_DAY),
    },
  };
}

type Row = Counts & { complete: number; place: number | null; day: string | null; app_id: string | null };
