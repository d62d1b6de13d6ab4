import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin, type Client } from './begin-login.ts';
import { checkTotp } from './check-totp.ts';
import { useRecoveryCode } from './use-recovery-code.ts';
import { adminSubject, countAttempt, forgetAttempts, ipSubject } from './count-attempt.ts';
import { findLogin, type Login } from './find-login.ts';
import type { Begun } from './sign-in.ts';

/**
 * The second step of a login: a code of the authenticator app, or a recovery code. The login goes on under a new token.
 * @throws wrong_code, too_many_attempts (in 15 minutes ten of an admin, a hundred of an IP address)
 */
export async function enterCode(
  ctx: Context,
  { loginId, admin: { adminId } }: Login,
  code: string,
  client: Client,
): Promise<Begun> {
  const subject = adminSubject(adminId, 'code');
  await countAttempt(ctx, ipSubject(client.ip));
  await countAttempt(ctx, subject);
  if (!(await checkTotp(ctx, adminId, code)) && !(await useRecoveryCode(ctx, adminId, code)))
    fail('wrong_code');
  await forgetAttempts(ctx, [subject], client.ip);
  const token = await ctx.db.transaction().execute(async (tx) => {
    await tx.deleteFrom('admin_sessions').where('login_id', '=', loginId).execute();
    return beginLogin(ctx, tx, adminId, client);
  });
  const login = await findLogin(ctx, token);
  return { token, stage: login?.stage ?? fail('not_signed_in') };
}
