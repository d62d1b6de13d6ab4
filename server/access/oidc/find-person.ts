import { randomBytes } from 'node:crypto';
import type { IDToken } from 'openid-client';
import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { DocentError, fail } from '../../../shared/platform/errors.ts';
import { keepAnOwner } from '../admins/change-role.ts';
import { createAdmin } from '../admins/create-admin.ts';
import { requireSeat } from '../admins/require-seat.ts';
import type { Provider } from './open-provider.ts';
import { roleOf } from './role-of.ts';

type Person = { adminId: string; email: string; awaitsCode: boolean };

/**
 * The member of the team whom the claims name: by issuer and subject, which never change; at the first sign-in by the
 * address, if the provider has verified it; otherwise a new one. The role follows the claims at every sign-in.
 * @throws oidc_refused, quota_exceeded
 */
export async function findPerson(tx: Tx, provider: Provider, claims: IDToken): Promise<Person> {
  const { iss: issuer, sub: subject } = claims;
  const email = verifiedAddress(provider, claims);
  const role = Object.keys(provider.roles).length > 0 ? roleOf(provider, claims) : undefined;
  const allowed = role ?? provider.defaultRole;
  const linked = await tx
    .selectFrom('admin_identities')
    .innerJoin('admins', 'admins.admin_id', 'admin_identities.admin_id')
    .selectAll('admins')
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst();
  const member =
    linked ??
    (email === undefined
      ? undefined
      : await tx.selectFrom('admins').selectAll().where('email', '=', email).executeTakeFirst());
  if (!allowed && (!member || Object.keys(provider.roles).length > 0))
    fail('oidc_refused', 'Your account at the provider has no role here. Ask whoever manages it.');
  if (!member) {
    if (email === undefined)
      fail(
        'oidc_refused',
        'The provider has not verified your e-mail address, or it is not one of this installation.',
      );
    await requireSeat(tx, email);
    // Nobody knows the password: the person signs in at the provider, or has a link mailed.
    const password = randomBytes(32).toString('base64url');
    const adminId = await createAdmin(tx, { email, password, role: allowed! });
    await tx.deleteFrom('admin_invitations').where('email', '=', email).execute();
    await tx.insertInto('admin_identities').values({ issuer, subject, admin_id: adminId }).execute();
    return { adminId, email, awaitsCode: false };
  }
  const { admin_id } = member;
  if (!linked) await tx.insertInto('admin_identities').values({ issuer, subject, admin_id }).execute();
  if (Object.keys(provider.roles).length > 0 && allowed && allowed !== member.role)
    await setRole(tx, admin_id, allowed);
  return { adminId: admin_id, email: member.email, awaitsCode: member.totp_confirmed_at !== null };
}

/** The last owner stays one: otherwise nobody could change that again. */
async function setRole(tx: Tx, adminId: string, role: Role): Promise<void> {
  try {
    if (role !== 'owner') await keepAnOwner(tx, adminId);
  } catch (error) {
    if (error instanceof DocentError && error.code === 'last_owner') return;
    throw error;
  }
  await tx.updateTable('admins').set({ role }).where('admin_id', '=', adminId).execute();
}

/** The address, if it is the person's and of a domain that is allowed. */
function verifiedAddress({ trustEmail, domains }: Provider, claims: IDToken): string | undefined {
  const { email, email_verified: isVerified } = claims;
  if (typeof email !== 'string' || !/^[^@\s]+@[^@\s]+$/.test(email)) return undefined;
  if (isVerified !== true && !trustEmail) return undefined;
  const address = email.toLowerCase();
  return domains.length === 0 || domains.includes(address.split('@')[1]!) ? address : undefined;
}
