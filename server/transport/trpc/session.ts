// Signing in and out.
import { panel } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { setPassword } from '../../access/admins/set-password.ts';
import { signOut } from '../../access/admins/sign-out.ts';
import { enterCode } from '../../access/admins/enter-code.ts';
import type { Stage } from '../../access/admins/find-login.ts';
import { acceptInvitation } from '../../access/admins/accept-invitation.ts';
import { getInvitation } from '../../access/admins/get-invitation.ts';
import { getReset } from '../../access/admins/get-reset.ts';
import { requestReset } from '../../access/admins/request-reset.ts';
import { resetPassword } from '../../access/admins/reset-password.ts';
import { signIn } from '../../access/admins/sign-in.ts';
import { beginOidc } from '../../access/oidc/begin-oidc.ts';
import { finishOidc } from '../../access/oidc/finish-oidc.ts';
import { audited, open } from './base.ts';

/** A procedure for a login at a certain stage. */
const at = (stage: Stage) =>
  open
    .use(({ ctx, next }) => {
      const { login } = ctx;
      if (login?.stage !== stage) fail('not_signed_in');
      return next({ ctx: { ...ctx, call: { ...ctx.call, login } } });
    })
    .use(audited);

export const session = {
  signIn: open.input(panel.signIn.input).mutation(({ ctx, input }) => signIn(ctx.call, input)),
  enterCode: at('code')
    .input(panel.enterCode.input)
    .mutation(({ ctx, input }) => enterCode(ctx.call, input)),
  setPassword: at('password')
    .input(panel.setPassword.input)
    .mutation(({ ctx, input }) => setPassword(ctx.call, input)),
  getInvitation: open
    .input(panel.getInvitation.input)
    .query(({ ctx, input }) => getInvitation({ ...ctx.call, login: ctx.login }, input)),
  acceptInvitation: open
    .input(panel.acceptInvitation.input)
    .mutation(({ ctx, input }) => acceptInvitation({ ...ctx.call, login: ctx.login }, input)),
  /** Whether this installation sends mail. */
  mail: open
    .input(panel.getMail.input)
    .query(({ ctx }) => ({ is_set_up: ctx.call.config.smtp !== undefined })),
  /** The OpenID provider's name; null: there is none. */
  provider: open
    .input(panel.getProvider.input)
    .query(({ ctx }) => ({ name: ctx.call.config.oidc?.name ?? null })),
  beginOidc: open.input(panel.beginOidc.input).mutation(({ ctx, input }) => beginOidc(ctx.call, input)),
  finishOidc: open.input(panel.finishOidc.input).mutation(({ ctx, input }) => finishOidc(ctx.call, input)),
  requestReset: open
    .input(panel.requestReset.input)
    .mutation(({ ctx, input }) => requestReset(ctx.call, input)),
  getReset: open.input(panel.getReset.input).query(({ ctx, input }) => getReset(ctx.call, input)),
  resetPassword: open
    .input(panel.resetPassword.input)
    .mutation(({ ctx, input }) => resetPassword(ctx.call, input)),
  signOut: open
    .use(audited)
    .input(panel.signOut.input)
    .mutation(({ ctx, input }) => signOut(ctx.call, input)),
  /** The signed-in admin; null before the login is complete. */
  current: open.query(({ ctx }) => ctx.admin),
  /** The stage of this browser's login; null without one. */
  stage: open.query(({ ctx }) =>
    ctx.login ? { stage: ctx.login.stage, email: ctx.login.admin.email } : null,
  ),
};
