import type { Context } from '../../../shared/context.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';

/** Recovery codes are typed by hand: case, spaces and hyphens do not matter. */
export const hashRecoveryCode = (ctx: Context, code: string): Buffer =>
  keyedHash(ctx.masterKey.hashing, `recovery ${code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`);

/** Checks a recovery code and deletes it. */
export async function useRecoveryCode(ctx: Context, adminId: string, code: string): Promise<boolean> {
  const used = await ctx.db
    .deleteFrom('admin_recovery_codes')
    .where('admin_id', '=', adminId)
    .where('code_hash', '=', hashRecoveryCode(ctx, code))
    .returning('admin_id')
    .executeTakeFirst();
  return used !== undefined;
}
