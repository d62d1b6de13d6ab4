import type { PersonCall } from '../../call.ts';
import { provePassword } from './prove-password.ts';
import { replacePassword } from './replace-password.ts';

/**
 * Sets a new password for the calling admin, and ends their other logins.
 * @returns the token of a new login
 * @throws wrong_password, too_many_attempts; invalid_request when the password stays the same
 */
export async function changePassword(
  call: PersonCall,
  { current_password, password }: { current_password: string; password: string },
): Promise<{ token: string }> {
  await provePassword(call, current_password);
  return replacePassword(call, call.actor.adminId, password);
}
