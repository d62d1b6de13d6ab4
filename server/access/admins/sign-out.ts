import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { SystemCall } from '../../call.ts';

/** Ends the login of a token. */
export async function signOut(call: SystemCall, { token }: { token: string }): Promise<void> {
  await call.db
    .deleteFrom('admin_sessions')
    .where('token_hash', '=', keyedHash(call.masterKey.hashing, token))
    .execute();
}
