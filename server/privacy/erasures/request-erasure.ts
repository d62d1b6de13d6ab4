import type { Tx } from '../../../db/database.ts';
import type { RequestErasure } from '../../../shared/contract/erasures.ts';
import { openErasure, type Opened } from '../../../shared/privacy/erasures/open-erasure.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { requireNoHold } from '../../../shared/privacy/retention/legal-hold.ts';
import type { Actor, Call } from '../../call.ts';
import { getErasure } from './get-erasure.ts';

/**
 * Erases a document, a session or an end user: what is in the database at once, the rest by a job of the same
 * transaction. An end user of whom nothing is held gets a receipt that says so.
 * @throws document_not_found, session_not_found, legal_hold
 */
export async function requestErasure(call: Call, input: RequestErasure) {
  return call.db.transaction().execute(async (tx) => {
    const { erasureId } = await openFor(call, tx, input);
    return getErasure({ ...call, db: tx }, { erasure_id: erasureId });
  });
}

function openFor(
  call: Call,
  tx: Tx,
  { document_id, session_id, end_user_id }: RequestErasure,
): Promise<Opened> {
  if (document_id !== undefined) return eraseDocument(call, tx, document_id);
  if (session_id !== undefined) return eraseSession(call, tx, session_id);
  return open(call, tx, 'end_user', end_user_id!);
}

/** @throws document_not_found */
export async function eraseDocument(call: Call, tx: Tx, documentId: string): Promise<Opened> {
  const opened = await open(call, tx, 'document', documentId);
  if (opened.removed.documentIds.length === 0) fail('document_not_found');
  return opened;
}

/** @throws session_not_found */
export async function eraseSession(call: Call, tx: Tx, sessionId: string): Promise<Opened> {
  const opened = await open(call, tx, 'session', sessionId);
  if (opened.removed.sessionIds.length === 0) fail('session_not_found');
  return opened;
}

/** @throws legal_hold */
async function open(call: Call, tx: Tx, kind: 'document' | 'session' | 'end_user', id: string) {
  const { appId, workspaceId } = call.app;
  await requireNoHold(tx, appId);
  return openErasure(call.queue, tx, { appId, workspaceId, kind, id }, idOf(call.actor));
}

export const idOf = (actor: Actor): string => (actor.kind === 'key' ? actor.keyId : actor.adminId);
