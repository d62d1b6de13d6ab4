import { z } from 'zod';
import { panelAction } from './action.panel.ts';
import { AdminId, InvitationId, Invitation, InvitedAddress, Role } from './admins.panel.ts';
import { Timestamp } from './fields.ts';
import { WorkspaceId } from './workspaces.panel.ts';

/** A person whom a workspace was opened to. */
const Member = z.object({
  admin_id: AdminId,
  email: z.string(),
  role: Role,
  totp_on: z.boolean(),
  /** When they became a member. */
  created_at: Timestamp,
});

const InWorkspace = z.object({ workspace_id: WorkspaceId });

/** People who are let into one workspace alone. */
export const members = {
  listMembers: panelAction(
    'query',
    InWorkspace,
    z.object({ members: z.array(Member), invitations: z.array(Invitation) }),
  ),
  inviteMember: panelAction(
    'mutation',
    InWorkspace.extend({ email: InvitedAddress, role: Role }),
    z.object({ token: z.string(), mailed: z.boolean() }),
  ),
  withdrawMember: panelAction('mutation', InWorkspace.extend({ invitation_id: InvitationId }), z.void()),
  changeMember: panelAction('mutation', InWorkspace.extend({ admin_id: AdminId, role: Role }), z.void()),
  removeMember: panelAction('mutation', InWorkspace.extend({ admin_id: AdminId }), z.void()),
};
