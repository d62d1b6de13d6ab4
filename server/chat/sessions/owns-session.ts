// Browsers share a publishable key, so it proves nothing about who asks: whoever begins a session with one gets a secret
// of that session, and with it alone may go on with it, read it and rate it.
import { timingSafeEqual } from 'node:crypto';
import type { AppCall } from '../../call.ts';
import { sessionSecret } from './session-secret.ts';

/** Whether the caller may act in a session of its app: with a publishable key only by the session's secret. */
export function ownsSession(call: AppCall, sessionId: string): boolean {
  if (call.actor.kind !== 'key' || call.actor.keyKind === 'secret') return true;
  const given = Buffer.from((call.actor.kind === 'key' && call.actor.sessionSecret) || '');
  const secret = Buffer.from(sessionSecret(call, sessionId));
  return given.length === secret.length && timingSafeEqual(given, secret);
}
