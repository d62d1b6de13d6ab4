import { sql } from 'kysely';
import type { z } from 'zod';
import type { panel } from '../../../shared/contract/index.ts';
import { findWorkspace } from '../../tenancy/workspaces/find-workspace.ts';
import type { WorkspaceCall } from '../../call.ts';

/** The members of a workspace and its invitations; not the team. @throws workspace_not_found */
export async function listMembers({
  db,
  workspaceId,
}: WorkspaceCall): Promise<z.output<typeof panel.listMembers.output>> {
  await findWorkspace(db, workspaceId);
  const members = await db
    .selectFrom('workspace_members')
    .innerJoin('admins', 'admins.admin_id', 'workspace_members.admin_id')
    .select(['admins.admin_id', 'email', 'workspace_members.role', 'workspace_members.created_at'])
    .select('totp_confirmed_at')
    .where('workspace_id', '=', workspaceId)
    .orderBy('email')
    .execute();
  const invitations = await db
    .selectFrom('admin_invitations')
    .select(['invitation_id', 'email', 'role', 'expires_at'])
    .where('workspace_id', '=', workspaceId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('email')
    .execute();
  return {
    members: members.map(({ totp_confirmed_at, created_at, ...member }) => ({
      ...member,
      totp_on: totp_confirmed_at !== null,
      created_at: created_at.toISOString(),
    })),
    invitations: invitations.map(({ expires_at, ...invitation }) => ({
      ...invitation,
      expires_at: expires_at.toISOString(),
    })),
  };
}
