import type { Context } from '../../../shared/context.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { keepAnOwner } from './change-role.ts';

/** Takes someone out of the team; their logins end with it. @throws admin_not_found, last_owner */
export async function removeAdmin(ctx: Context, adminId: string): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    await keepAnOwner(tx, adminId);
    const removed = await tx
      .deleteFrom('admins')
      .where('admin_id', '=', adminId)
      .returning('admin_id')
      .executeTakeFirst();
    if (!removed) fail('admin_not_found');
  });
}
