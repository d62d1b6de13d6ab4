import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { removedNothing, type Removed } from './removed.ts';

/**
 * Removes sessions with their messages, citations, feedback, stored events and results, and webhook events about
 * them. Their cost stays in the ledger. A running answer can no longer be settled.
 */
export async function removeSessions(tx: Tx, appId: string, sessionIds: string[]): Promise<Removed> {
  if (sessionIds.length === 0) return removedNothing();
  const those = sql`app_id = ${appId} and session_id = any(${sessionIds}::text[])`;
  const { rows: found } = await sql<{ session_id: string }>`
    select session_id from sessions where ${those} order by session_id for update`.execute(tx);
  const { rows } = await sql<{ counts: Record<string, number>; message_ids: string[] }>`
    with said as (select message_id from messages where ${those})
    select (select coalesce(array_agg(message_id), '{}') from said) as message_ids, jsonb_build_object(
      'messages', (select count(*) from said),
      'citations', (select count(*) from citations where app_id = ${appId} and message_id in (select message_id from said)),
      'answer_events',
        (select count(*) from answer_events where app_id = ${appId} and message_id in (select message_id from said)),
      'feedback', (select count(*) from feedback where ${those}),
      'idempotent_results', (select count(*) from idempotent_results where ${those})) as counts`.execute(tx);
  // Messages and everything below them are removed with their session.
  await sql`delete from sessions where ${those}`.execute(tx);
  const { numAffectedRows: events } = await sql`
    delete from webhook_events where app_id = ${appId} and data->>'session_id' = any(${sessionIds}::text[])`.execute(
    tx,
  );
  const { counts, message_ids } = rows[0]!;
  return {
    ...removedNothing(),
    sessionIds: found.map((row) => row.session_id),
    messageIds: message_ids,
    counts: { sessions: found.length, ...counts, webhook_events: Number(events ?? 0) },
  };
}

/** The sessions of a person that were started before a time. */
export async function sessionsOf(tx: Tx, appId: string, endUserId: string, before: Date): Promise<string[]> {
  const rows = await tx
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', appId)
    .where('end_user_id', '=', endUserId)
    .where('created_at', '<=', before)
    .execute();
  return rows.map((row) => row.session_id);
}
