import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

/** Ends the login of a token. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('token_hash', '=', keyedHash(ctx.masterKey.hashing, token))
    .execute();
}
