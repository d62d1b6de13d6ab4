import { fail } from '../../../shared/platform/errors.ts';
import { ownsSession } from '../../access/sessions/owns-session.ts';
import type { AppCall } from '../../call.ts';
import { eraseSession } from './erase-session.ts';

/** Deletes a session. This is an erasure, with a receipt. @throws session_not_found */
export async function deleteSession(call: AppCall, { session_id }: { session_id: string }) {
  if (!(await ownsSession(call, session_id))) fail('session_not_found');
  const { erasureId } = await call.db.transaction().execute((tx) => eraseSession(call, tx, session_id));
  return { session_id, deleted: true as const, erasure_id: erasureId };
}
