import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { checkTotp } from './check-totp.ts';
import { adminSubject, countAttempt, forgetAttempts } from './count-attempt.ts';
import type { SignedIn } from './find-login.ts';
import { replaceRecoveryCodes } from './replace-recovery-codes.ts';

/**
 * Puts the new secret in force, when a code shows that the app has it.
 * @returns the recovery codes, this once
 * @throws wrong_code, totp_state, too_many_attempts
 */
export async function confirmTotp(ctx: Context, { adminId }: SignedIn, code: string): Promise<string[]> {
  const subject = adminSubject(adminId, 'code');
  await countAttempt(ctx, subject);
  if (!(await checkTotp(ctx, adminId, code))) fail('wrong_code');
  await forgetAttempts(ctx, [subject], '');
  return ctx.db.transaction().execute(async (tx) => {
    const confirmed = await tx
      .updateTable('admins')
      .set({ totp_confirmed_at: new Date() })
      .where('admin_id', '=', adminId)
      .where('totp_secret', 'is not', null)
      .where('totp_confirmed_at', 'is', null)
      .returning('admin_id')
      .executeTakeFirst();
    if (!confirmed) fail('totp_state', 'Two-step sign-in is on already.');
    return replaceRecoveryCodes(ctx, tx, adminId);
  });
}
