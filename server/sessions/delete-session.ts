import { fail } from '../../shared/errors.ts';
import type { Call } from '../call.ts';

/** Deletes a session with its messages, citations and feedback. What it cost stays on the ledger, without a word of it. */
export async function deleteSession(call: Call, { session_id }: { session_id: string }) {
  const { numDeletedRows } = await call.db
    .deleteFrom('sessions')
    .where('app_id', '=', call.app.appId)
    .where('session_id', '=', session_id)
    .executeTakeFirst();
  if (numDeletedRows === 0n) fail('session_not_found');
  return { session_id, deleted: true as const };
}
