import { randomBytes } from 'node:crypto';
import type { Db, Tx } from '../../../db/database.ts';
import type { SystemCall } from '../../call.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

/** A login ends after this time, even if it is in use. */
const LOGIN_HOURS = 12;
const CODE_MINUTES = 10;

/**
 * Starts a login with a new token. A login that still needs a code opens nothing else and ends after ten minutes.
 * @returns the token for the cookie; only a keyed hash of it is stored
 */
export async function beginLogin(
  call: SystemCall,
  db: Db | Tx,
  adminId: string,
  { awaitsCode = false } = {},
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  const lasts = awaitsCode ? CODE_MINUTES * 60_000 : LOGIN_HOURS * 3_600_000;
  await db
    .insertInto('admin_sessions')
    .values({
      token_hash: keyedHash(call.masterKey.hashing, token),
      admin_id: adminId,
      expires_at: new Date(Date.now() + lasts),
      login_id: newId('login'),
      awaits_code: awaitsCode,
      user_agent: call.client.userAgent.slice(0, 500),
      ip: call.client.ip,
    })
    .execute();
  return token;
}
