import { fail } from '../../../shared/platform/errors.ts';
import { provePassword } from './prove-password.ts';
import { replaceRecoveryCodes } from './replace-recovery-codes.ts';
import type { PersonCall } from '../../call.ts';

/**
 * Replaces the recovery codes.
 * @returns the new ones, shown once
 * @throws totp_state if two-step sign-in is off
 */
export async function renewRecoveryCodes(
  call: PersonCall,
  { current_password }: { current_password: string },
): Promise<{ recovery_codes: string[] }> {
  await provePassword(call, current_password);
  const { adminId } = call.actor;
  return call.db.transaction().execute(async (tx) => {
    const admin = await tx
      .selectFrom('admins')
      .select('admin_id')
      .where('admin_id', '=', adminId)
      .where('totp_confirmed_at', 'is not', null)
      .forUpdate()
      .executeTakeFirst();
    if (!admin) fail('totp_state', 'Two-step sign-in is off.');
    return { recovery_codes: await replaceRecoveryCodes(call, tx, adminId) };
  });
}
