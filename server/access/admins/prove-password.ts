import { verify } from '@node-rs/argon2';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { adminSubject, countAttempt, forgetAttempts } from './count-attempt.ts';
import { hashOf } from './change-password.ts';

/**
 * Asks for the password of who is signed in: a browser left open does not give the account away.
 * @throws wrong_password, too_many_attempts
 */
export async function provePassword(ctx: Context, adminId: string, password: string): Promise<void> {
  const subject = adminSubject(adminId, 'password');
  await countAttempt(ctx, subject);
  if (!(await verify(await hashOf(ctx, adminId), password))) fail('wrong_password');
  await forgetAttempts(ctx, [subject], '');
}
