import { fail } from '../../../shared/platform/errors.ts';
import { keepAnOwner } from './change-role.ts';
import type { AdminCall } from '../../call.ts';

/** Removes someone from the team, with the account and what it is in workspaces, and ends their logins. @throws admin_not_found, last_owner */
export async function removeAdmin(call: AdminCall, { admin_id }: { admin_id: string }): Promise<void> {
  await call.db.transaction().execute(async (tx) => {
    await keepAnOwner(tx, admin_id);
    const removed = await tx
      .deleteFrom('admins')
      .where('admin_id', '=', admin_id)
      .where('role', 'is not', null)
      .returning('admin_id')
      .executeTakeFirst();
    if (!removed) fail('admin_not_found');
  });
}
