import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import type { Role } from '../../../shared/contract/index.ts';
import { requireSeatIn } from '../admins/require-seat.ts';
import type { Provider } from './open-provider.ts';
import { decidedWorkspaces } from './roles-of.ts';

/**
 * Makes somebody a member of the workspaces that the claims give, and of no other that OIDC_ROLES names. Memberships in
 * the rest are given in the panel, and stay. A workspace that does not exist, or no longer, is passed over.
 * @throws quota_exceeded if all seats of a workspace's plan are taken
 */
export async function joinWorkspaces(
  tx: Tx,
  provider: Provider,
  adminId: string,
  given: Map<string, Role>,
): Promise<void> {
  const decided = decidedWorkspaces(provider);
  if (decided.length === 0) return;
  const { email } = await tx
    .selectFrom('admins')
    .select('email')
    .where('admin_id', '=', adminId)
    .executeTakeFirstOrThrow();
  const open = await tx
    .selectFrom('workspaces')
    .select('workspace_id')
    .where('workspace_id', '=', anyOf(decided))
    .where('erased_at', 'is', null)
    .execute();
  for (const { workspace_id } of open) {
    const role = given.get(workspace_id);
    if (!role) {
      await tx
        .deleteFrom('workspace_members')
        .where('workspace_id', '=', workspace_id)
        .where('admin_id', '=', adminId)
        .execute();
      continue;
    }
    await requireSeatIn(tx, workspace_id, email);
    await tx
      .insertInto('workspace_members')
      .values({ workspace_id, admin_id: adminId, role })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'admin_id']).doUpdateSet({ role }))
      .execute();
  }
}
