import type { WorkspaceCall } from '../../call.ts';

/** Withdraws an invitation into the workspace; no error if it no longer exists. */
export async function withdrawMember(
  { db, workspaceId }: WorkspaceCall,
  { invitation_id }: { invitation_id: string },
): Promise<void> {
  await db
    .deleteFrom('admin_invitations')
    .where('invitation_id', '=', invitation_id)
    .where('workspace_id', '=', workspaceId)
    .execute();
}
