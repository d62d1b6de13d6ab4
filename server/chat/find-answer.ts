import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { ownsSession } from '../access/sessions/owns-session.ts';

/**
 * Finds an answer by its id.
 * @throws message_not_found, also for a user's own message and for a session that the caller may not read
 */
export async function findAnswer(call: AppCall, messageId: string) {
  const row = await call.db
    .selectFrom('messages')
    .select(['session_id', 'status', 'resumable', 'finish_reason', 'filtered'])
    .where('app_id', '=', call.app.appId)
    .where('message_id', '=', messageId)
    .where('role', '=', 'assistant')
    .executeTakeFirst();
  if (!row || !(await ownsSession(call, row.session_id))) fail('message_not_found');
  return row;
}
