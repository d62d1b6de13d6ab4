import { sql } from 'kysely';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin, type Client } from './begin-login.ts';
import { createAdmin } from './create-admin.ts';
import { requireSeat } from './require-seat.ts';
import { hashInvitation } from './hash-invitation.ts';

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
      .where('token_hash', '=', hashInvitation(ctx, token))
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
