import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin } from './begin-login.ts';
import { createAdmin } from './create-admin.ts';
import type { Login } from './find-login.ts';
import { requireSeat, requireSeatIn } from './require-seat.ts';
import type { SystemCall } from '../../call.ts';

type Invitation = { email: string; role: Role; workspace_id: string | null };

/**
 * Takes an invited person into the team or a workspace. Who has no account yet gets one; who has one must be signed in
 * with it: a link alone opens nobody's account.
 * @returns the token of their first login; null for who was signed in already
 * @throws invitation_not_found, admin_exists, not_signed_in, quota_exceeded; invalid_request for no password
 */
export async function acceptInvitation(
  call: SystemCall & { login?: Login | null | undefined },
  { token, password }: { token: string; password?: string | undefined },
): Promise<{ token: string | null }> {
  return call.db.transaction().execute(async (tx) => {
    const invitation = await tx
      .deleteFrom('admin_invitations')
      .where('token_hash', '=', hashLink(call, 'invitation', token))
      .where('expires_at', '>', sql<Date>`now()`)
      .returning(['email', 'role', 'workspace_id'])
      .executeTakeFirst();
    if (!invitation) fail('invitation_not_found');
    const { email, role, workspace_id } = invitation;
    const known = await tx
      .selectFrom('admins')
      .select(['admin_id', 'role'])
      .where('email', '=', email)
      .executeTakeFirst();
    if (known?.role && !workspace_id) fail('admin_exists');
    if (known) requireOwnLogin(call.login, known.admin_id);
    // The plan may have become smaller since the invitation.
    await (workspace_id ? requireSeatIn(tx, workspace_id, email) : requireSeat(tx, email));
    const adminId = known?.admin_id ?? (await openAccount(tx, invitation, password));
    if (workspace_id) await join(tx, workspace_id, adminId, role);
    else if (known) await tx.updateTable('admins').set({ role }).where('admin_id', '=', adminId).execute();
    const begun = known ? null : await beginLogin(call, tx, adminId);
    await appendEntry(call, tx, {
      actor_kind: 'admin',
      actor_id: adminId,
      actor_label: email,
      action: 'session.acceptInvitation',
      subjects: { admin_id: adminId, role, ...(workspace_id && { workspace_id }) },
      workspace_id,
      outcome: 'ok',
      request_id: call.requestId,
      ip: call.client.ip || null,
    });
    return { token: begun };
  });
}

function requireOwnLogin(login: Login | null | undefined, adminId: string): void {
  if (login?.stage === 'open' && login.admin.adminId === adminId) return;
  fail('not_signed_in', 'There is an account with this address. Sign in with it, then open this link again.');
}

async function openAccount(tx: Tx, { email, role, workspace_id }: Invitation, password: string | undefined) {
  if (!password) fail('invalid_request', 'Choose a password.');
  return createAdmin(tx, { email, password, role: workspace_id ? null : role });
}

async function join(tx: Tx, workspace_id: string, admin_id: string, role: Role): Promise<void> {
  await tx
    .insertInto('workspace_members')
    .values({ workspace_id, admin_id, role })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'admin_id']).doUpdateSet({ role }))
    .execute();
}
