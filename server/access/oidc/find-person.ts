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
import { replaceSecrets } from './replace-secrets.ts';
import { requireSeat } from '../admins/require-seat.ts';
import type { Provider } from './open-provider.ts';
import { rolesOf } from './roles-of.ts';
import { joinWorkspaces } from './join-workspaces.ts';

/** As strict as in an invitation: mails go there. */
const Address = z.email().max(320).toLowerCase();

/** `role`: null for who is a member of workspaces alone. */
type Person = { adminId: string; email: string; role: Role | null; stage: Stage };

/**
 * The member of the team whom the claims name: by issuer and subject, which never change; at the first sign-in by the
 * address, if the provider has verified it; otherwise a new one. With OIDC_ROLES, roles follow the claims at every
 * sign-in: the one in the installation, and those in the workspaces that it names.
 * @throws oidc_refused, also where the address belongs to a member who has signed in as another subject; quota_exceeded
 */
export async function findPerson(tx: Tx, provider: Provider, claims: IDToken): Promise<Person> {
  const { iss: issuer, sub: subject } = claims;
  const email = verifiedAddress(provider, claims);
  const decides = Object.keys(provider.roles).length > 0;
  const given = rolesOf(provider, claims);
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
  // The default is for new people and the team: it lets no member of a workspace see all the others.
  const isMember = given.workspaces.size > 0 || member?.role === null;
  const role = given.role ?? (isMember ? null : provider.defaultRole);
  if (role === undefined && (!member || decides)) fail('oidc_refused', NO_ROLE);
  if (!member) {
    if (email === undefined)
      fail(
        'oidc_refused',
        'The provider has not verified your e-mail address, or it is not one of this installation.',
      );
    if (role) await requireSeat(tx, email);
    // Nobody knows the password: the person signs in at the provider, or has a link mailed.
    const password = randomBytes(32).toString('base64url');
    const adminId = await createAdmin(tx, { email, password, role: role! });
    await tx
      .deleteFrom('admin_invitations')
      .where('email', '=', email)
      .where('workspace_id', 'is', null)
      .execute();
    await tx.insertInto('admin_identities').values({ issuer, subject, admin_id: adminId }).execute();
    await joinWorkspaces(tx, provider, adminId, given.workspaces);
    return { adminId, email, role: role!, stage: 'open' };
  }
  const { admin_id } = member;
  if (!linked) await linkTo(tx, admin_id, { issuer, subject });
  const changes = decides && role !== undefined && role !== member.role;
  const held = changes ? await setRole(tx, member, role) : member.role;
  await joinWorkspaces(tx, provider, admin_id, given.workspaces);
  if (!held && !(await isAnywhere(tx, admin_id))) fail('oidc_refused', NO_ROLE);
  // Whoever invites into a workspace sees the link, and may have opened the account in this person's name.
  const isOpened = !linked && member.role === null;
  if (isOpened) await replaceSecrets(tx, admin_id);
  const stage =
    member.totp_confirmed_at && !isOpened
      ? 'code'
      : member.password_change_required && !isOpened
        ? 'password'
        : 'open';
  return { adminId: admin_id, email: member.email, role: held, stage };
}

const NO_ROLE = 'Your account at the provider has no role here. Ask whoever manages it.';

async function isAnywhere(tx: Tx, adminId: string): Promise<boolean> {
  const membership = tx.selectFrom('workspace_members').select('role').where('admin_id', '=', adminId);
  return (await membership.limit(1).executeTakeFirst()) !== undefined;
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
  { admin_id: adminId, role: before }: { admin_id: string; role: Role | null },
  role: Role | null,
): Promise<Role | null> {
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
