import { panel } from '../../../shared/contract/index.ts';
import { changeRole } from '../../access/admins/change-role.ts';
import { removeAdmin } from '../../access/admins/remove-admin.ts';
import { inviteAdmin } from '../../access/admins/invite-admin.ts';
import { withdrawInvitation } from '../../access/admins/withdraw-invitation.ts';
import { listTeam } from '../../access/admins/list-team.ts';
import { resetTotp } from '../../access/admins/reset-totp.ts';
import { allow } from './base.ts';

export const team = {
  list: allow('owner')
    .input(panel.listTeam.input)
    .query(({ ctx }) => listTeam(ctx.call)),
  invite: allow('owner')
    .input(panel.inviteAdmin.input)
    .mutation(({ ctx, input }) => inviteAdmin(ctx.call, input)),
  withdrawInvitation: allow('owner')
    .input(panel.withdrawInvitation.input)
    .mutation(({ ctx, input }) => withdrawInvitation(ctx.call, input)),
  changeRole: allow('owner')
    .input(panel.changeRole.input)
    .mutation(({ ctx, input }) => changeRole(ctx.call, input)),
  remove: allow('owner')
    .input(panel.removeAdmin.input)
    .mutation(({ ctx, input }) => removeAdmin(ctx.call, input)),
  resetTotp: allow('owner')
    .input(panel.resetTotp.input)
    .mutation(({ ctx, input }) => resetTotp(ctx.call, input)),
};
