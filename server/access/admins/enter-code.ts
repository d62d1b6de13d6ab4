import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin } from './begin-login.ts';
import { checkTotp } from './check-totp.ts';
import { useRecoveryCode } from './use-recovery-code.ts';
import { adminSubject, countAttempt, forgetAttempts, ipSubject } from './count-attempt.ts';
import { findLogin } from './find-login.ts';
import type { Begun } from './sign-in.ts';
import type { LoginCall } from '../../call.ts';

/**
 * The second step of a login: a code of the authenticator app, or a recovery code. The login continues with a new
 * token.
 * @throws wrong_code, too_many_attempts (within 15 minutes, 10 per admin or 100 per IP address)
 */
export async function enterCode(call: LoginCall, { code }: { code: string }): Promise<Begun> {
  const { loginId, admin } = call.login;
  const { adminId } = admin;
  const subject = adminSubject(adminId, 'code');
  await countAttempt(call, ipSubject(call.client.ip));
  await countAttempt(call, subject);
  if (!(await checkTotp(call, adminId, code)) && !(await useRecoveryCode(call, adminId, code)))
    fail('wrong_code');
  await forgetAttempts(call, [subject], call.client.ip);
  const token = await call.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('admin_sessions').where('login_id', '=', loginId).execute();
    return beginLogin(call, tx, adminId);
  });
  const login = await findLogin(call, token);
  return { token, stage: login?.stage ?? fail('not_signed_in') };
}
