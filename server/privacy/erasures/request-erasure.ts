import type { Tx } from '../../../db/database.ts';
import type { RequestErasure } from '../../../shared/contract/erasures.ts';
import type { Opened } from '../../../shared/privacy/erasures/open-erasure.ts';
import type { AppCall } from '../../call.ts';
import { getErasure } from './get-erasure.ts';
import { eraseDocument } from './erase-document.ts';
import { eraseSession } from './erase-session.ts';
import { openOwnErasure } from './open-own-erasure.ts';

/**
 * Erases a document, a session or an end user: rows at once, the rest by a job enqueued in the same transaction. An
 * end user without data gets a receipt that says so.
 * @throws document_not_found, session_not_found, legal_hold
 */
export async function requestErasure(call: AppCall, input: RequestErasure) {
  return call.db.transaction().execute(async (tx) => {
    const { erasureId } = await openFor(call, tx, input);
    return getErasure({ ...call, db: tx }, { erasure_id: erasureId });
  });
}

function openFor(
  call: AppCall,
  tx: Tx,
  { document_id, session_id, end_user_id }: RequestErasure,
): Promise<Opened> {
  if (document_id !== undefined) return eraseDocument(call, tx, document_id);
  if (session_id !== undefined) return eraseSession(call, tx, session_id);
  return openOwnErasure(call, tx, 'end_user', end_user_id!);
}
