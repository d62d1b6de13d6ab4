import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import type { Role } from '../../../shared/contract/index.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { keyedHash } from '../../../shared/security/vault/seal.ts';
import { beginLogin, type Client } from './begin-login.ts';
import { createAdmin } from './create-admin.ts';
import { requireSeat } from './require-seat.ts';

const INVITATION_DAYS = 7;

/**
 * Invites someone into the team; an earlier invitation of the same address ends.
 * @returns the token for the link, this once; only a keyed hash of it is stored
 * @throws admin_exists, quota_exceeded where all seats are taken
 */
export async function inviteAdmin(ctx: Context, input: { email: string; role: Role }): Promise<string> {
  const email = input.email.toLowerCase();
  const token = randomBytes(32).toString('base64url');
  const row = {
    invitation_id: newId('inv'),
    role: input.role,
    token_hash: tokenHash(ctx, token),
    expires_at: new Date(Date.now() + INVITATION_DAYS * 86_400_000),
    created_at: new Date(),
  };
  await ctx.db.transaction().execute(async (tx) => {
    const known = tx.selectFrom('admins').select('admin_id').where('email', '=', email);
    if (await known.executeTakeFirst()) fail('admin_exists');
    await requireSeat(tx, email);
    await tx
      .insertInto('admin_invitations')
      .values({ ...row, email })
      .onConflict((conflict) => conflict.column('email').doUpdateSet(row))
      .execute();
  });
  return token;
}

/** Takes an invitation back; one that is gone already is no error. */
export async function withdrawInvitation(ctx: Context, invitationId: string): Promise<void> {
  await ctx.db.deleteFrom('admin_invitations').where('invitation_id', '=', invitationId).execute();
}

/** Whom a link invites. @throws invitation_not_found */
export async function getInvitation(ctx: Context, token: string): Promise<{ email: string; role: Role }> {
  const row = await ctx.db
    .selectFrom('admin_invitations')
    .select(['email', 'role'])
    .where('token_hash', '=', tokenHash(ctx, token))
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return row ?? fail('invitation_not_found');
}

/**
 * Makes the invited person an admin, once.
 * @returns the token of their first login
 * @throws invitation_not_found, admin_exists, quota_exceeded
 */
export async function acceptInvitation(
  ctx: Context,
  { token, password }: { token: string; password: string },
  client: Client,
): Promise<string> {
  return ctx.db.transaction().execute(async (tx) => {
    const invitation = await tx
      .deleteFrom('admin_invitations')
      .where('token_hash', '=', tokenHash(ctx, token))
      .where('expires_at', '>', sql<Date>`now()`)
      .returning(['email', 'role'])
      .executeTakeFirst();
    if (!invitation) fail('invitation_not_found');
    const known = await tx
      .selectFrom('admins')
      .select('admin_id')
      .where('email', '=', invitation.email)
      .executeTakeFirst();
    if (known) fail('admin_exists');
    // The plan may have become smaller since the invitation.
    await requireSeat(tx, invitation.email);
    const adminId = await createAdmin(tx, { ...invitation, password });
    const begun = await beginLogin(ctx, tx, adminId, client);
    await appendEntry(ctx, tx, {
      actor_kind: 'admin',
      actor_id: adminId,
      actor_label: invitation.email,
      action: 'session.acceptInvitation',
      subjects: { admin_id: adminId, role: invitation.role },
      outcome: 'ok',
      request_id: client.requestId ?? null,
      ip: client.ip || null,
    });
    return begun;
  });
}

const tokenHash = (ctx: Context, token: string): Buffer =>
  keyedHash(ctx.masterKey.hashing, `invitation ${token}`);
