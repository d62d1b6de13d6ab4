import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Role } from '../../../shared/contract/index.ts';
import { hashLink } from '../../../shared/mail/hash-link.ts';
import { queueMail } from '../../../shared/mail/queue-mail.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { requireSeat } from './require-seat.ts';
import type { AdminCall } from '../../call.ts';

const INVITATION_DAYS = 7;

/**
 * Invites someone into the team, by mail if there is a mail server. An earlier invitation of the same address ends.
 * @returns the token for the link, shown once, and whether it is mailed; only a keyed hash of it stays
 * @throws admin_exists, quota_exceeded if all seats are taken
 */
export async function inviteAdmin(
  call: AdminCall,
  input: { email: string; role: Role },
): Promise<{ token: string; mailed: boolean }> {
  const email = input.email.toLowerCase();
  const token = randomBytes(32).toString('base64url');
  const row = {
    invitation_id: newId('inv'),
    role: input.role,
    token_hash: hashLink(call, 'invitation', token),
    expires_at: sql<Date>`now() + make_interval(days => ${INVITATION_DAYS})`,
    created_at: sql<Date>`now()`,
  };
  const mailed = await call.db.transaction().execute(async (tx) => {
    const known = tx.selectFrom('admins').select('admin_id').where('email', '=', email);
    if (await known.executeTakeFirst()) fail('admin_exists');
    await requireSeat(tx, email);
    await tx
      .insertInto('admin_invitations')
      .values({ ...row, email })
      .onConflict((conflict) => conflict.column('email').doUpdateSet(row))
      .execute();
    return queueMail(call, tx, 'invitation', { email, token });
  });
  return { token, mailed };
}
