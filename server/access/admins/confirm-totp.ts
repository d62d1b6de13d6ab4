import { fail } from '../../../shared/platform/errors.ts';
import { checkTotp } from './check-totp.ts';
import { adminSubject, countAttempt, forgetAttempts } from './count-attempt.ts';
import { replaceRecoveryCodes } from './replace-recovery-codes.ts';
import type { PersonCall } from '../../call.ts';

/** Turns two-step sign-in on if the code is right. @returns the recovery codes, shown once */
export async function confirmTotp(
  call: PersonCall,
  { code }: { code: string },
): Promise<{ recovery_codes: string[] }> {
  const { adminId } = call.actor;
  const subject = adminSubject(adminId, 'code');
  await countAttempt(call, subject);
  if (!(await checkTotp(call, adminId, code))) fail('wrong_code');
  await forgetAttempts(call, [subject], '');
  return call.db.transaction().execute(async (tx) => {
    const confirmed = await tx
      .updateTable('admins')
      .set({ totp_confirmed_at: new Date() })
      .where('admin_id', '=', adminId)
      .where('totp_secret', 'is not', null)
      .where('totp_confirmed_at', 'is', null)
      .returning('admin_id')
      .executeTakeFirst();
    if (!confirmed) fail('totp_state', 'Two-step sign-in is already on.');
    return { recovery_codes: await replaceRecoveryCodes(call, tx, adminId) };
  });
}
