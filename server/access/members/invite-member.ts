import type { Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { findWorkspace } from '../../tenancy/workspaces/find-workspace.ts';
import type { WorkspaceCall } from '../../call.ts';
import { createInvitation } from '../admins/create-invitation.ts';
import { requireSeatIn } from '../admins/require-seat.ts';

/**
 * Invites someone into a workspace, as an invitation into the team does. Whether the address has an account already
 * makes no difference: that would tell who else is here.
 * @throws admin_exists for a member of this workspace; quota_exceeded if all seats of its plan are taken;
 *   workspace_not_found, workspace_archived
 */
export async function inviteMember(
  call: WorkspaceCall,
  input: { email: string; role: Role },
): Promise<{ token: string; mailed: boolean }> {
  const { workspaceId } = call;
  const email = input.email.toLowerCase();
  return call.db.transaction().execute(async (tx) => {
    await findWorkspace(tx, workspaceId, { inUse: true });
    const known = await tx
      .selectFrom('workspace_members')
      .innerJoin('admins', 'admins.admin_id', 'workspace_members.admin_id')
      .select('email')
      .where('workspace_id', '=', workspaceId)
      .where('email', '=', email)
      .executeTakeFirst();
    if (known)
      fail('admin_exists', 'Someone with this e-mail address is already a member of this workspace.');
    await requireSeatIn(tx, workspaceId, email);
    return createInvitation(call, tx, { email, role: input.role, workspaceId });
  });
}
