import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { SignedIn } from './find-login.ts';
import { replaceRecoveryCodes } from './replace-recovery-codes.ts';

/** Replaces the recovery codes. @returns the new ones, this once @throws totp_state when there is no second factor */
export async function renewRecoveryCodes(ctx: Context, { adminId }: SignedIn): Promise<string[]> {
  return ctx.db.transaction().execute(async (tx) => {
    const admin = await tx
      .selectFrom('admins')
      .select('admin_id')
      .where('admin_id', '=', adminId)
      .where('totp_confirmed_at', 'is not', null)
      .forUpdate()
      .executeTakeFirst();
    if (!admin) fail('totp_state', 'Two-step sign-in is off.');
    return replaceRecoveryCodes(ctx, tx, adminId);
  });
}
