import { reaches, roleIn, type Role, type Standing } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';

/**
 * @param ofTeam no role in a workspace would do
 * @throws missing_role if the role is too low
 */
export function requireRole({ role }: { role: Role | null }, needed: Role, ofTeam = false): void {
  if (reaches(role, needed)) return;
  fail(
    'missing_role',
    role
      ? `This requires the role ${needed} or higher. Your role is ${role}.`
      : 'This is for the team of the installation.',
    { of_team: ofTeam },
  );
}

/**
 * Decides what somebody may do in a workspace: all of the panel's ways into one come through here.
 * @param unknown the error for what does not exist: to who is nothing in the workspace, it does not
 * @returns the role that counts there
 * @throws unknown; missing_role if the role is too low
 */
export function requireRoleIn(
  person: Standing,
  workspaceId: string,
  needed: Role,
  unknown: 'app_not_found' | 'workspace_not_found',
): Role {
  const role = roleIn(person, workspaceId) ?? fail(unknown);
  requireRole({ role }, needed);
  return role;
}
