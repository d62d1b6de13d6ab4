import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import { beginOf, ofApp, type Span } from './span.ts';

/** `before`: the period before, as many days, up to the same time of day. */
type Compared = Record<'now' | 'before', number>;

export type CountedQuality = {
  nothingFound: Compared;
  rated: (Compared & { rating: 'up' | 'down' })[];
  /** US dollars for whole days, without what documents cost; null: no calls, or none with a known price. */
  spent: Record<'now' | 'before', number | null>;
};

/** What became of the answers of the period and of the one before, and what they cost. */
export async function countQuality(tx: Tx, span: Span): Promise<CountedQuality> {
  const begin = beginOf(span);
  const first = sql`(now() at time zone ${span.timeZone}::text)::date - ${span.days - 1}::integer`;
  const firstBefore = sql`(now() at time zone ${span.timeZone}::text)::date - ${2 * span.days - 1}::integer`;
  const began = beginOf({ ...span, days: 2 * span.days });
  const ended = sql`now() - ${span.days}::integer * interval '1 day'`;
  const counts = sql`(count(*) filter (where created_at >= ${begin}))::integer as now,
    (count(*) filter (where created_at < ${ended}))::integer as before`;
  // Literals, so that Postgres can use the partial index.
  const { rows: nothing } = await sql<Compared>`
    select ${counts} from messages
    where role = 'assistant' and finish_reason = 'no_context' and created_at >= ${began} and ${ofApp(span)}`.execute(
    tx,
  );
  const { rows: rated } = await sql<CountedQuality['rated'][number]>`
    select rating, ${counts} from feedback where created_at >= ${began} and ${ofApp(span)} group by rating`.execute(
    tx,
  );
  const { rows: spent } = await sql<CountedQuality['spent']>`
    select (sum(cost) filter (where day >= ${first}))::float8 as now, (sum(cost) filter (where day < ${first}))::float8 as before
    from (${usageRowsSql(sql`day >= ${firstBefore} and ${ofApp(span)}`)}) used
    where kind not in ('embed_chunks', 'recognise_page', 'judge')`.execute(tx);
  return { nothingFound: nothing[0]!, rated, spent: spent[0]! };
}
