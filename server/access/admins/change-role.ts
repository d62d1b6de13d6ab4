import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AdminCall } from '../../call.ts';

/** Changes a role. Takes effect in all logins at once. @throws admin_not_found, last_owner */
export async function changeRole(call: AdminCall, input: { admin_id: string; role: Role }): Promise<void> {
  await call.db.transaction().execute(async (tx) => {
    if (input.role !== 'owner') await keepAnOwner(tx, input.admin_id);
    const changed = await tx
      .updateTable('admins')
      .set({ role: input.role })
      .where('admin_id', '=', input.admin_id)
      .where('role', 'is not', null)
      .returning('admin_id')
      .executeTakeFirst();
    if (!changed) fail('admin_not_found');
  });
}

/** Locks the owners in a fixed order, so that two owners who remove each other at the same time leave one. */
export async function keepAnOwner(tx: Tx, leaving: string): Promise<void> {
  const owners = await tx
    .selectFrom('admins')
    .select('admin_id')
    .where('role', '=', 'owner')
    .orderBy('admin_id')
    .forUpdate()
    .execute();
  if (owners.length === 1 && owners[0]!.admin_id === leaving) fail('last_owner');
}
