import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { SystemCall } from '../../call.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

/** A login ends after this time, even if it is in use. */
const LOGIN_MINUTES = 12 * 60;
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
  const minutes = awaitsCode ? CODE_MINUTES : LOGIN_MINUTES;
  await db
    .insertInto('admin_sessions')
    .values({
      token_hash: keyedHash(call.masterKey.hashing, token),
      admin_id: adminId,
      // By the clock that it is compared with.
      expires_at: sql<Date>`now() + make_interval(mins => ${minutes})`,
      login_id: newId('login'),
      awaits_code: awaitsCode,
      user_agent: call.client.userAgent.slice(0, 500),
      ip: call.client.ip,
    })
    .execute();
  return token;
}
