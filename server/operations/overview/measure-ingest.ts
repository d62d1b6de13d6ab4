import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { ofApp, type Span } from './span.ts';

type Row = { status: string; count: number; failed_today: number; oldest: Date };

/** Documents by state, recent failures, and the age of the oldest that waits. */
export async function measureIngest({ db }: Context, span: Span) {
  const { rows } = await sql<Row>`
    select status, count(*)::integer as count, min(created_at) as oldest,
      (count(*) filter (where status = 'failed' and updated_at > now() - interval '24 hours'))::integer as failed_today
    from documents where ${ofApp(span)} group by status`.execute(db);
  const waiting = rows.filter(({ status }) => status !== 'ready' && status !== 'failed');
  const oldest = waiting.map((row) => row.oldest).sort((a, b) => a.getTime() - b.getTime())[0];
  return {
    by_status: Object.fromEntries(rows.map(({ status, count }) => [status, count])),
    failed_today: rows.reduce((sum, row) => sum + row.failed_today, 0),
    oldest_waiting_at: oldest?.toISOString() ?? null,
  };
}
