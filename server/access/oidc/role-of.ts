import { reaches, type Role } from '../../../shared/contract/index.ts';
import type { Provider } from './open-provider.ts';

type Claims = Record<string, unknown>;

/**
 * The role that the claims give: the highest of those that OIDC_ROLES names.
 * @returns undefined if they give none
 */
export function roleOf({ roleClaim, roles }: Provider, claims: Claims): Role | undefined {
  const given = [claimAt(claims, roleClaim)].flat();
  return given
    .flatMap((value) => (typeof value === 'string' && Object.hasOwn(roles, value) ? [roles[value]!] : []))
    .reduce<Role | undefined>(
      (highest, role) => (highest && reaches(highest, role) ? highest : role),
      undefined,
    );
}

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
