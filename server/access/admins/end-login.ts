import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import type { Login } from './find-login.ts';

/** Ends the login of a token. */
export async function signOut(ctx: Context, token: string): Promise<void> {
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('token_hash', '=', keyedHash(ctx.masterKey.hashing, token))
    .execute();
}

/** Ends a login of one's own; one that is over already is no error. */
export async function endLogin(ctx: Context, { admin }: Login, loginId: string): Promise<void> {
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', admin.adminId)
    .where('login_id', '=', loginId)
    .execute();
}

/** Ends all of one's logins but the one that asks. */
export async function endOtherLogins(ctx: Context, { admin, loginId }: Login): Promise<void> {
  await ctx.db
    .deleteFrom('admin_sessions')
    .where('admin_id', '=', admin.adminId)
    .where('login_id', '!=', loginId)
    .execute();
}
