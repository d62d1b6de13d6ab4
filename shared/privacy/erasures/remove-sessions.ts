import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import { noTraces, removeTraces } from './remove-traces.ts';
import { removedNothing, type Removed } from './removed.ts';

/**
 * Removes sessions with their messages, citations, feedback, stored events and results, and webhook events about
 * them. Their cost stays in the ledger. A running answer can no longer be settled.
 */
export async function removeSessions(tx: Tx, appId: string, sessionIds: string[]): Promise<Removed> {
  if (sessionIds.length === 0) return removedNothing();
  const found = await tx
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', appId)
    .where('session_id', '=', anyOf(sessionIds))
    .orderBy('session_id')
    .forUpdate()
    .execute();
  const said = await tx
    .selectFrom('messages')
    .select('message_id')
    .where('app_id', '=', appId)
    .where('session_id', '=', anyOf(sessionIds))
    .execute();
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
