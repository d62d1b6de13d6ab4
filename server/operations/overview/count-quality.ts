import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import { usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import { beginOf, ofApp, type Span } from './span.ts';

type Quality = z.output<typeof overview.getOverview.output>['quality'];
type Row = Record<'now' | 'before', number>;

/**
 * What became of the questions of the period, against the period before: as many days, up to the same time of day.
 * The cost of an answer is that of whole days, without what documents cost.
 */
export async function countQuality(tx: Tx, span: Span): Promise<Quality> {
  const begin = beginOf(span);
  const first = sql`(now() at time zone ${span.timeZone}::text)::date - ${span.days - 1}::integer`;
  const firstBefore = sql`(now() at time zone ${span.timeZone}::text)::date - ${2 * span.days - 1}::integer`;
  const began = beginOf({ ...span, days: 2 * span.days });
  const ended = sql`now() - ${span.days}::integer * interval '1 day'`;
  const counts = sql`(count(*) filter (where created_at >= ${begin}))::integer as now,
    (count(*) filter (where created_at < ${ended}))::integer as before`;
  const { rows: complete } = await sql<Row & { whole_before: number }>`
    select ${counts}, (count(*) filter (where created_at < ${begin}))::integer as whole_before from messages
    where role = 'assistant' and status = 'complete' and created_at >= ${began} and ${ofApp(span)}`.execute(
    tx,
  );
  // Literals, so that Postgres can use the partial index.
  const { rows: nothing } = await sql<Row>`
    select ${counts} from messages
    where role = 'assistant' and finish_reason = 'no_context' and created_at >= ${began} and ${ofApp(span)}`.execute(
    tx,
  );
  const { rows: rated } = await sql<Row & { rating: 'up' | 'down' }>`
    select rating, ${counts} from feedback where created_at >= ${began} and ${ofApp(span)} group by rating`.execute(
    tx,
  );
  const { rows: spent } = await sql<Record<'now' | 'before', number | null>>`
    select (sum(cost) filter (where day >= ${first}))::float8 as now, (sum(cost) filter (where day < ${first}))::float8 as before
    from (${usageRowsSql(sql`day >= ${firstBefore} and ${ofApp(span)}`)}) used
    where kind not in ('embed_chunks', 'recognise_page', 'judge')`.execute(tx);
  const of = (time: 'now' | 'before') => {
    const { [time]: answers } = complete[0]!;
    const { [time]: found } = nothing[0]!;
    const counted = time === 'now' ? answers : complete[0]!.whole_before;
    const cost = spent[0]![time];
    return {
      answered: answers - found,
      no_context: found,
      up: rated.find(({ rating }) => rating === 'up')?.[time] ?? 0,
      down: rated.find(({ rating }) => rating === 'down')?.[time] ?? 0,
      cost_per_answer: cost === null || counted === 0 ? null : cost / counted,
    };
  };
  return { now: of('now'), before: of('before') };
}
