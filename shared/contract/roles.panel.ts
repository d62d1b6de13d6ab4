// Without zod: this is all of the contract that pages need in the browser.

/** From least to most: each role can do what the ones before it can. docs/panel.md explains them. */
export const roles = ['viewer', 'analyst', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/** What somebody is in one workspace. */
export type Membership = { workspace_id: string; role: Role };

/** What somebody is: a role in the whole installation, or none, and roles in single workspaces. */
export type Standing = { role: Role | null; workspaces?: readonly Membership[] | undefined };

/** Whether a role includes another. */
export const reaches = (role: Role | null, needed: Role): boolean =>
  role !== null && roles.indexOf(role) >= roles.indexOf(needed);

/** The role that counts in a workspace: the one of the installation or the workspace's own, whichever is more. */
export function roleIn({ role, workspaces = [] }: Standing, workspaceId: string): Role | null {
  const own = workspaces.find(({ workspace_id }) => workspace_id === workspaceId)?.role ?? null;
  return own && !reaches(role, own) ? own : role;
}
