import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';

/** @throws session_not_found if the app has no session of this id */
export async function requireSession({ db, app }: AppCall, sessionId: string): Promise<void> {
  const session = await db
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', app.appId)
    .where('session_id', '=', sessionId)
    .executeTakeFirst();
  if (!session) fail('session_not_found');
}
