import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { anyOf } from '../../db/any-of.ts';

/**
 * Removes members of a workspace, with open invitations of theirs into it. An account that is nothing else here goes
 * with its logins: nobody would look after it any more.
 * @param adminId one of them; without it all, and all invitations
 * @returns how many were members
 */
export async function removeMembers(tx: Tx, workspaceId: string, adminId?: string): Promise<number> {
  const removed = await tx
    .deleteFrom('workspace_members')
    .where('workspace_id', '=', workspaceId)
    .$if(adminId !== undefined, (query) => query.where('admin_id', '=', adminId!))
    .returning('admin_id')
    .execute();
  const ids = removed.map(({ admin_id }) => admin_id);
  await tx
    .deleteFrom('admin_invitations')
    .where('workspace_id', '=', workspaceId)
    .$if(adminId !== undefined, (query) =>
      query.where('email', 'in', (eb) =>
        eb.selectFrom('admins').select('email').where('admin_id', '=', anyOf(ids)),
      ),
    )
    .execute();
  await tx
    .deleteFrom('admins')
    .where('admin_id', '=', anyOf(ids))
    .where('role', 'is', null)
    .where(
      sql<boolean>`not exists (select from workspace_members other where other.admin_id = admins.admin_id)`,
    )
    .execute();
  return removed.length;
}
