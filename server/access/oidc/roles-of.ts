import { reaches, type Role } from '../../../shared/contract/index.ts';
import type { Provider } from './open-provider.ts';

type Claims = Record<string, unknown>;

/** `role`: in the installation. `workspaces`: by their ids. */
type Given = { role: Role | undefined; workspaces: Map<string, Role> };

/** The roles that the claims give, of those that OIDC_ROLES names: the highest in the installation and in each workspace. */
export function rolesOf({ roleClaim, roles }: Provider, claims: Claims): Given {
  const given: Given = { role: undefined, workspaces: new Map() };
  for (const value of [claimAt(claims, roleClaim)].flat()) {
    if (typeof value !== 'string' || !Object.hasOwn(roles, value)) continue;
    const named = roles[value]!;
    if (typeof named === 'string') given.role = higher(given.role, named);
    else
      for (const [workspaceId, role] of Object.entries(named))
        given.workspaces.set(workspaceId, higher(given.workspaces.get(workspaceId), role));
  }
  return given;
}

/** The workspaces whose members OIDC_ROLES decides about. */
export const decidedWorkspaces = ({ roles }: Provider): string[] => [
  ...new Set(Object.values(roles).flatMap((named) => (typeof named === 'string' ? [] : Object.keys(named)))),
];

const higher = (one: Role | undefined, other: Role): Role => (one && reaches(one, other) ? one : other);

/** A claim by its name, or by a path such as Keycloak's `realm_access.roles`. */
function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Claims)[name]
          : undefined,
      claims,
    );
}
