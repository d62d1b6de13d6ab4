import { generateSecret } from 'otplib';
import { fail } from '../../../shared/platform/errors.ts';
import { sealTotpSecret } from './totp-secret.ts';
import { provePassword } from './prove-password.ts';
import type { PersonCall } from '../../call.ts';

/**
 * Creates a new secret, which is not required before a code of it was entered.
 * @throws totp_state if two-step sign-in is on
 */
export async function startTotp(
  call: PersonCall,
  { current_password }: { current_password: string },
): Promise<void> {
  await provePassword(call, current_password);
  const { adminId } = call.actor;
  const started = await call.db
    .updateTable('admins')
    .set({ totp_secret: sealTotpSecret(call, adminId, generateSecret()), totp_last_step: null })
    .where('admin_id', '=', adminId)
    .where('totp_confirmed_at', 'is', null)
    .returning('admin_id')
    .executeTakeFirst();
  if (!started) fail('totp_state', 'Two-step sign-in is already on.');
}
