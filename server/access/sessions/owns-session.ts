// All visitors share a publishable key, so it does not prove who asks. Each session started with one has a secret,
// needed to continue, read or rate it. A key with a filter sees the sessions it started: others quote other documents.
import { timingSafeEqual } from 'node:crypto';
import type { AppCall } from '../../call.ts';
import { sessionSecret } from './session-secret.ts';

/** Whether the caller may use a session of its app. With a publishable key: only with the session's secret. */
export async function ownsSession(call: AppCall, sessionId: string): Promise<boolean> {
  const { actor } = call;
  if (actor.kind !== 'key') return true;
  if (actor.filter && !(await startedBy(call, actor.keyId, sessionId))) return false;
  if (actor.keyKind === 'secret') return true;
  const given = Buffer.from(actor.sessionSecret || '');
  const secret = Buffer.from(sessionSecret(call, sessionId));
  return given.length === secret.length && timingSafeEqual(given, secret);
}

async function startedBy({ db, app }: AppCall, keyId: string, sessionId: string): Promise<boolean> {
  const session = await db
    .selectFrom('sessions')
    .select('session_id')
    .where('app_id', '=', app.appId)
    .where('session_id', '=', sessionId)
    .where('key_id', '=', keyId)
    .executeTakeFirst();
  return session !== undefined;
}
