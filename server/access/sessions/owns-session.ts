// All visitors share a publishable key, so it does not prove who asks. Each session started with one has a secret,
// needed to continue, read or rate it.
import { timingSafeEqual } from 'node:crypto';
import type { AppCall } from '../../call.ts';
import { sessionSecret } from './session-secret.ts';

/** Whether the caller may use a session of its app. With a publishable key: only with the session's secret. */
export function ownsSession(call: AppCall, sessionId: string): boolean {
  if (call.actor.kind !== 'key' || call.actor.keyKind === 'secret') return true;
  const given = Buffer.from((call.actor.kind === 'key' && call.actor.sessionSecret) || '');
  const secret = Buffer.from(sessionSecret(call, sessionId));
  return given.length === secret.length && timingSafeEqual(given, secret);
}
