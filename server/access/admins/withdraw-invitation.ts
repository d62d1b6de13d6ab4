import type { AdminCall } from '../../call.ts';

/** Takes an invitation back; one that is gone already is no error. */
export async function withdrawInvitation(
  call: AdminCall,
  { invitation_id }: { invitation_id: string },
): Promise<void> {
  await call.db.deleteFrom('admin_invitations').where('invitation_id', '=', invitation_id).execute();
}
