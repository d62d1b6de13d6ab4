// Signing in and out: the steps that come before there is an admin.
import { panel } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { changePassword } from '../../access/admins/change-password.ts';
import { signOut } from '../../access/admins/sign-out.ts';
import { enterCode } from '../../access/admins/enter-code.ts';
import type { Stage } from '../../access/admins/find-login.ts';
import { acceptInvitation } from '../../access/admins/accept-invitation.ts';
import { getInvitation } from '../../access/admins/get-invitation.ts';
import { signIn } from '../../access/admins/sign-in.ts';
import { audited, clientOf, open } from './base.ts';

/** A procedure for a login that has come just so far. */
const at = (stage: Stage) =>
  open
    .use(({ ctx, next }) => {
      const { login } = ctx;
      if (login?.stage !== stage) fail('not_signed_in');
      return next({ ctx: { ...ctx, login } });
    })
    .use(audited);

export const session = {
  signIn: open
    .input(panel.signIn.input)
    .mutation(({ ctx, input }) => signIn(ctx.service, input, clientOf(ctx))),
  enterCode: at('code')
    .input(panel.enterCode.input)
    .mutation(({ ctx, input }) => enterCode(ctx.service, ctx.login, input.code, clientOf(ctx))),
  setPassword: at('password')
    .input(panel.setPassword.input)
    .mutation(async ({ ctx, input }) => ({
      token: await changePassword(ctx.service, ctx.login, input.password, clientOf(ctx)),
    })),
  getInvitation: open
    .input(panel.getInvitation.input)
    .query(({ ctx, input }) => getInvitation(ctx.service, input.token)),
  acceptInvitation: open.input(panel.acceptInvitation.input).mutation(async ({ ctx, input }) => ({
    token: await acceptInvitation(ctx.service, input, clientOf(ctx)),
  })),
  signOut: open
    .use(audited)
    .input(panel.signOut.input)
    .mutation(({ ctx, input }) => signOut(ctx.service, input.token)),
  /** Who is signed in; null before every step is done. */
  current: open.query(({ ctx }) => ctx.admin),
  /** How far the login of this browser has come; null without one. */
  stage: open.query(({ ctx }) =>
    ctx.login ? { stage: ctx.login.stage, email: ctx.login.admin.email } : null,
  ),
};
