import { verify } from '@node-rs/argon2';
import { fail } from '../../../shared/platform/errors.ts';
import type { PersonCall } from '../../call.ts';
import { adminSubject, countAttempt, forgetAttempts } from './count-attempt.ts';
import { passwordHashOf } from './password-hash-of.ts';

/**
 * Asks a signed-in admin for their password again, so that a browser left open does not give the account away.
 * @throws wrong_password, too_many_attempts
 */
export async function provePassword(call: PersonCall, password: string): Promise<void> {
  const { adminId } = call.actor;
  const subject = adminSubject(adminId, 'password');
  await countAttempt(call, subject);
  if (!(await verify(await passwordHashOf(call, adminId), password))) fail('wrong_password');
  await forgetAttempts(call, [subject], '');
}
