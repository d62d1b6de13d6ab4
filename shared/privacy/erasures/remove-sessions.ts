import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { noTraces, removeTraces } from './remove-traces.ts';
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
  const { rows: said } = await sql<{ message_id: string }>`
    select message_id from messages where ${those}`.execute(tx);
  const messageIds = said.map((row) => row.message_id);
  const traces = { ...noTraces, sessionIds, messageIds };
  return {
    ...removedNothing(),
    sessionIds: found.map((row) => row.session_id),
    messageIds,
    counts: await removeTraces(tx, appId, traces),
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
