import type { PersonCall } from '../../call.ts';
import { dropTotp } from './drop-totp.ts';
import { provePassword } from './prove-password.ts';

/** Turns off the admin's own two-step sign-in. @throws wrong_password, too_many_attempts */
export async function removeTotp(
  call: PersonCall,
  { current_password }: { current_password: string },
): Promise<void> {
  await provePassword(call, current_password);
  await dropTotp(call, call.actor.adminId);
}
