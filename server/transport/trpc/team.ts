import { panel } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { changeRole } from '../../access/admins/change-role.ts';
import { removeAdmin } from '../../access/admins/remove-admin.ts';
import { inviteAdmin } from '../../access/admins/invite-admin.ts';
import { withdrawInvitation } from '../../access/admins/withdraw-invitation.ts';
import { listTeam } from '../../access/admins/list-team.ts';
import { removeTotp } from '../../access/admins/remove-totp.ts';
import { allow } from './base.ts';

export const team = {
  list: allow('owner')
    .input(panel.listTeam.input)
    .query(({ ctx }) => listTeam(ctx.service)),
  invite: allow('owner')
    .input(panel.inviteAdmin.input)
    .mutation(async ({ ctx, input }) => ({ token: await inviteAdmin(ctx.service, input) })),
  withdrawInvitation: allow('owner')
    .input(panel.withdrawInvitation.input)
    .mutation(({ ctx, input }) => withdrawInvitation(ctx.service, input.invitation_id)),
  changeRole: allow('owner')
    .input(panel.changeRole.input)
    .mutation(({ ctx, input }) => changeRole(ctx.service, input)),
  remove: allow('owner')
    .input(panel.removeAdmin.input)
    .mutation(({ ctx, input }) => removeAdmin(ctx.service, input.admin_id)),
  resetTotp: allow('owner')
    .input(panel.resetTotp.input)
    .mutation(async ({ ctx, input }) => {
      if (!(await removeTotp(ctx.service, input.admin_id))) fail('admin_not_found');
    }),
};
