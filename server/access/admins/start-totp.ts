import { generateSecret } from 'otplib';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { sealTotpSecret } from './totp-secret.ts';
import type { SignedIn } from './find-login.ts';

/** Makes a new secret; it is not asked for before a code of it was entered. @throws totp_state when one is in force */
export async function startTotp(ctx: Context, { adminId }: SignedIn): Promise<void> {
  const started = await ctx.db
    .updateTable('admins')
    .set({ totp_secret: sealTotpSecret(ctx, adminId, generateSecret()), totp_last_step: null })
    .where('admin_id', '=', adminId)
    .where('totp_confirmed_at', 'is', null)
    .returning('admin_id')
    .executeTakeFirst();
  if (!started) fail('totp_state', 'Two-step sign-in is on already.');
}
