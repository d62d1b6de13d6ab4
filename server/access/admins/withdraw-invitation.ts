import type { AdminCall } from '../../call.ts';

/** Withdraws an invitation into the team; no error if it no longer exists. */
export async function withdrawInvitation(
  call: AdminCall,
  { invitation_id }: { invitation_id: string },
): Promise<void> {
  await call.db
    .deleteFrom('admin_invitations')
    .where('invitation_id', '=', invitation_id)
    .where('workspace_id', 'is', null)
    .execute();
}
