// Browsers share a publishable key, so it proves nothing about who asks: whoever begins a session with one gets a secret
// of that session, and with it alone may go on with it, read it and rate it.
import { timingSafeEqual } from 'node:crypto';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { Call } from '../../call.ts';

/** A session's secret: derived from the master key, so that nothing of it is stored. */
export const sessionSecret = (call: Call, sessionId: string): string =>
  `ss_${keyedHash(call.masterKey.hashing, `session/${call.app.appId}/${sessionId}`).toString('base64url')}`;

/** Whether the caller may act in a session of its app: with a publishable key only by the session's secret. */
export function ownsSession(call: Call, sessionId: string): boolean {
  if (call.actor.kind !== 'key' || call.actor.keyKind === 'secret') return true;
  const given = Buffer.from(call.sessionSecret ?? '');
  const secret = Buffer.from(sessionSecret(call, sessionId));
  return given.length === secret.length && timingSafeEqual(given, secret);
}
