import type { Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AdminCall } from '../../call.ts';
import { createInvitation } from './create-invitation.ts';
import { requireSeat } from './require-seat.ts';

/**
 * Invites someone into the team, by mail if there is a mail server. An earlier invitation of the same address ends.
 * @returns the token for the link, shown once, and whether it is mailed
 * @throws admin_exists, quota_exceeded if all seats are taken
 */
export async function inviteAdmin(
  call: AdminCall,
  input: { email: string; role: Role },
): Promise<{ token: string; mailed: boolean }> {
  const email = input.email.toLowerCase();
  return call.db.transaction().execute(async (tx) => {
    const known = await tx
      .selectFrom('admins')
      .select('admin_id')
      .where('email', '=', email)
      .where('role', 'is not', null)
      .executeTakeFirst();
    if (known) fail('admin_exists');
    await requireSeat(tx, email);
    return createInvitation(call, tx, { email, role: input.role, workspaceId: null });
  });
}
