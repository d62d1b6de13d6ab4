// People who are let into one workspace alone: its owners', and the owners' of the team.
import { panel } from '../../../shared/contract/index.ts';
import { changeMember } from '../../access/members/change-member.ts';
import { inviteMember } from '../../access/members/invite-member.ts';
import { listMembers } from '../../access/members/list-members.ts';
import { removeMember } from '../../access/members/remove-member.ts';
import { withdrawMember } from '../../access/members/withdraw-member.ts';
import { inWorkspace } from './base.ts';

export const members = {
  list: inWorkspace('owner').query(({ ctx }) => listMembers(ctx.call)),
  invite: inWorkspace('owner')
    .input(panel.inviteMember.input)
    .mutation(({ ctx, input }) => inviteMember(ctx.call, input)),
  withdraw: inWorkspace('owner')
    .input(panel.withdrawMember.input)
    .mutation(({ ctx, input }) => withdrawMember(ctx.call, input)),
  changeRole: inWorkspace('owner')
    .input(panel.changeMember.input)
    .mutation(({ ctx, input }) => changeMember(ctx.call, input)),
  remove: inWorkspace('owner')
    .input(panel.removeMember.input)
    .mutation(({ ctx, input }) => removeMember(ctx.call, input)),
};
