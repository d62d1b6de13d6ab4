import { sql } from 'kysely';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { beginLogin } from './begin-login.ts';
import { createAdmin } from './create-admin.ts';
import { requireSeat } from './require-seat.ts';
import type { SystemCall } from '../../call.ts';

/**
 * Creates the account of an invited person.
 * @returns the token of their first login
 * @throws invitation_not_found, admin_exists, quota_exceeded
 */
export async function acceptInvitation(
  call: SystemCall,
  { token, password }: { token: string; password: string },
): Promise<{ token: string }> {
  return call.db.transaction().execute(async (tx) => {
    const invitation = await tx
      .deleteFrom('admin_invitations')
      .where('token_hash', '=', hashLink(call, 'invitation', token))
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
    const begun = await beginLogin(call, tx, adminId);
    await appendEntry(call, tx, {
      actor_kind: 'admin',
      actor_id: adminId,
      actor_label: invitation.email,
      action: 'session.acceptInvitation',
      subjects: { admin_id: adminId, role: invitation.role },
      outcome: 'ok',
      request_id: call.requestId,
      ip: call.client.ip || null,
    });
    return { token: begun };
  });
}
