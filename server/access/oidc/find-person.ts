import { randomBytes } from 'node:crypto';
import type { IDToken } from 'openid-client';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { DocentError, fail } from '../../../shared/platform/errors.ts';
import { keepAnOwner } from '../admins/change-role.ts';
import { createAdmin } from '../admins/create-admin.ts';
import type { Stage } from '../admins/find-login.ts';
import { requireSeat } from '../admins/require-seat.ts';
import type { Provider } from './open-provider.ts';
import { roleOf } from './role-of.ts';

/** As strict as in an invitation: mails go there. */
const Address = z.email().max(320).toLowerCase();

type Person = { adminId: string; email: string; role: Role; stage: Stage };

/**
 * The member of the team whom the claims name: by issuer and subject, which never change; at the first sign-in by the
 * address, if the provider has verified it; otherwise a new one. The role follows the claims at every sign-in.
 * @throws oidc_refused, also where the address belongs to a member who has signed in as another subject; quota_exceeded
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
    return { adminId, email, role: allowed!, stage: 'open' };
  }
  const { admin_id } = member;
  if (!linked) await linkTo(tx, admin_id, { issuer, subject });
  const changes = Object.keys(provider.roles).length > 0 && allowed && allowed !== member.role;
  const held = changes ? await setRole(tx, member, allowed) : member.role;
  const stage = member.totp_confirmed_at ? 'code' : member.password_change_required ? 'password' : 'open';
  return { adminId: admin_id, email: member.email, role: held, stage };
}

/** Addresses are given to other people: whoever has one now is not the member who signed in here with it before. */
async function linkTo(
  tx: Tx,
  admin_id: string,
  { issuer, subject }: { issuer: string; subject: string },
): Promise<void> {
  // So that two first sign-ins with one address do not both pass.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`identity ${admin_id}`}, 0))`.execute(tx);
  const another = await tx
    .selectFrom('admin_identities')
    .select('subject')
    .where('admin_id', '=', admin_id)
    .where('issuer', '=', issuer)
    .executeTakeFirst();
  if (another)
    fail('oidc_refused', 'Somebody else at the provider has signed in with your e-mail address before.');
  await tx.insertInto('admin_identities').values({ issuer, subject, admin_id }).execute();
}

/** The last owner stays one: otherwise nobody could change that again. @returns the role that the member has now */
async function setRole(
  tx: Tx,
  { admin_id: adminId, role: before }: { admin_id: string; role: Role },
  role: Role,
): Promise<Role> {
  try {
    if (role !== 'owner') await keepAnOwner(tx, adminId);
  } catch (error) {
    if (error instanceof DocentError && error.code === 'last_owner') return before;
    throw error;
  }
  await tx.updateTable('admins').set({ role }).where('admin_id', '=', adminId).execute();
  return role;
}

/** The address, if it is the person's and of a domain that is allowed. */
function verifiedAddress({ trustEmail, domains }: Provider, claims: IDToken): string | undefined {
  const { email, email_verified: isVerified } = claims;
  const { data: address } = Address.safeParse(email);
  if (address === undefined || (isVerified !== true && !trustEmail)) return undefined;
  return domains.length === 0 || domains.includes(address.split('@')[1]!) ? address : undefined;
}
