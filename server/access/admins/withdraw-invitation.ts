import type { Context } from '../../../shared/context.ts';

/** Takes an invitation back; one that is gone already is no error. */
export async function withdrawInvitation(ctx: Context, invitationId: string): Promise<void> {
  await ctx.db.deleteFrom('admin_invitations').where('invitation_id', '=', invitationId).execute();
}
