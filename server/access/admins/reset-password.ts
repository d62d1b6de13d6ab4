import { sql } from 'kysely';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { queueMail } from '../../../shared/mail/queue-mail.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { appendEntry } from '../../../shared/security/audit/append-entry.ts';
import type { SystemCall } from '../../call.ts';
import { emailSubject, forgetAttempts } from './count-attempt.ts';
import { hashPassword } from './create-admin.ts';

/**
 * Sets a new password with a link from a mail, which works once. All logins and other links of the person end, and a
 * lock-out of the address is lifted. Two-step sign-in stays: the person signs in as usual.
 * @throws reset_not_found
 */
export async function resetPassword(
  call: SystemCall,
  { token, password }: { token: string; password: string },
): Promise<void> {
  await call.db.transaction().execute(async (tx) => {
    const reset = await tx
      .deleteFrom('password_resets')
      .where('token_hash', '=', hashLink(call, 'reset', token))
      .where('expires_at', '>', sql<Date>`now()`)
      .returning('admin_id')
      .executeTakeFirst();
    if (!reset) fail('reset_not_found');
    const { admin_id } = reset;
    const { email } = await tx
      .updateTable('admins')
      .set({ password_hash: await hashPassword(password), password_change_required: false })
      .where('admin_id', '=', admin_id)
      .returning('email')
      .executeTakeFirstOrThrow();
    await tx.deleteFrom('admin_sessions').where('admin_id', '=', admin_id).execute();
    await tx.deleteFrom('password_resets').where('admin_id', '=', admin_id).execute();
    await forgetAttempts({ ...call, db: tx }, [emailSubject(email)], '');
    await queueMail(call, tx, 'password_changed', { adminId: admin_id });
    await appendEntry(call, tx, {
      actor_kind: 'admin',
      actor_id: admin_id,
      actor_label: email,
      action: 'session.resetPassword',
      subjects: { admin_id },
      outcome: 'ok',
      request_id: call.requestId,
      ip: call.client.ip || null,
    });
  });
}
