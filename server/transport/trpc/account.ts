// The admin's own account, for every role. What weakens it requires the password.
import { panel } from '../../../shared/contract/index.ts';
import { cancelTotp } from '../../access/admins/cancel-totp.ts';
import { changePassword } from '../../access/admins/change-password.ts';
import { chooseMails } from '../../access/admins/choose-mails.ts';
import { chooseMailsOf } from '../../access/admins/choose-mails-of.ts';
import { confirmTotp } from '../../access/admins/confirm-totp.ts';
import { endLogin } from '../../access/admins/end-login.ts';
import { endOtherLogins } from '../../access/admins/end-other-logins.ts';
import { getAccount } from '../../access/admins/get-account.ts';
import { removeTotp } from '../../access/admins/remove-totp.ts';
import { renewRecoveryCodes } from '../../access/admins/renew-recovery-codes.ts';
import { startTotp } from '../../access/admins/start-totp.ts';
import { findOwners } from '../../access/members/find-owners.ts';
import { own } from './base.ts';

export const account = {
  get: own.input(panel.getAccount.input).query(({ ctx }) => getAccount(ctx.call)),
  owners: own
    .input(panel.findOwners.input)
    .query(({ ctx, input }) => findOwners({ ...ctx.call, person: ctx.admin }, input)),
  changePassword: own
    .input(panel.changePassword.input)
    .mutation(({ ctx, input }) => changePassword(ctx.call, input)),
  chooseMails: own.input(panel.chooseMails.input).mutation(({ ctx, input }) => chooseMails(ctx.call, input)),
  chooseMailsOf: own
    .input(panel.chooseMailsOf.input)
    .mutation(({ ctx, input }) => chooseMailsOf(ctx.call, input)),
  startTotp: own.input(panel.startTotp.input).mutation(({ ctx, input }) => startTotp(ctx.call, input)),
  confirmTotp: own.input(panel.confirmTotp.input).mutation(({ ctx, input }) => confirmTotp(ctx.call, input)),
  cancelTotp: own.input(panel.cancelTotp.input).mutation(({ ctx }) => cancelTotp(ctx.call)),
  removeTotp: own.input(panel.removeTotp.input).mutation(({ ctx, input }) => removeTotp(ctx.call, input)),
  renewRecoveryCodes: own
    .input(panel.renewRecoveryCodes.input)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx.call, input)),
  endLogin: own.input(panel.endLogin.input).mutation(({ ctx, input }) => endLogin(ctx.call, input)),
  endOtherLogins: own.input(panel.endOtherLogins.input).mutation(({ ctx }) => endOtherLogins(ctx.call)),
};
