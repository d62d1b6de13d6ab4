// One's own account: every role may keep it. What weakens it asks for the password again.
import { panel } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { changePassword } from '../../access/admins/change-password.ts';
import { provePassword } from '../../access/admins/prove-password.ts';
import { endLogin } from '../../access/admins/end-login.ts';
import { endOtherLogins } from '../../access/admins/end-other-logins.ts';
import { getAccount } from '../../access/admins/get-account.ts';
import { confirmTotp } from '../../access/admins/confirm-totp.ts';
import { removeTotp } from '../../access/admins/remove-totp.ts';
import { renewRecoveryCodes } from '../../access/admins/renew-recovery-codes.ts';
import { startTotp } from '../../access/admins/start-totp.ts';
import { allow, clientOf } from './base.ts';

const own = allow('viewer').use(({ ctx, next }) => {
  const login = ctx.login ?? fail('not_signed_in');
  return next({ ctx: { ...ctx, login } });
});

export const account = {
  get: own.input(panel.getAccount.input).query(({ ctx }) => getAccount(ctx.service, ctx.login)),
  changePassword: own.input(panel.changePassword.input).mutation(async ({ ctx, input }) => {
    await provePassword(ctx.service, ctx.admin.adminId, input.current_password);
    return { token: await changePassword(ctx.service, ctx.login, input.password, clientOf(ctx)) };
  }),
  startTotp: own.input(panel.startTotp.input).mutation(async ({ ctx, input }) => {
    await provePassword(ctx.service, ctx.admin.adminId, input.current_password);
    await startTotp(ctx.service, ctx.admin);
  }),
  confirmTotp: own.input(panel.confirmTotp.input).mutation(async ({ ctx, input }) => ({
    recovery_codes: await confirmTotp(ctx.service, ctx.admin, input.code),
  })),
  removeTotp: own.input(panel.removeTotp.input).mutation(async ({ ctx, input }) => {
    await provePassword(ctx.service, ctx.admin.adminId, input.current_password);
    await removeTotp(ctx.service, ctx.admin.adminId);
  }),
  renewRecoveryCodes: own.input(panel.renewRecoveryCodes.input).mutation(async ({ ctx, input }) => {
    await provePassword(ctx.service, ctx.admin.adminId, input.current_password);
    return { recovery_codes: await renewRecoveryCodes(ctx.service, ctx.admin) };
  }),
  endLogin: own
    .input(panel.endLogin.input)
    .mutation(({ ctx, input }) => endLogin(ctx.service, ctx.login, input.login_id)),
  endOtherLogins: own
    .input(panel.endOtherLogins.input)
    .mutation(({ ctx }) => endOtherLogins(ctx.service, ctx.login)),
};
