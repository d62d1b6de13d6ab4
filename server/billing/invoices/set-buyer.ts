import type { Buyer } from '../../../shared/contract/billing-parties.panel.ts';
import { lockWorkspace } from '../../../shared/tenancy/lock-workspace.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Says who a workspace's invoices are addressed to from now on. Those that were issued keep what they say.
 * @throws workspace_not_found, workspace_erased
 */
export async function setBuyer(
  { db }: AdminCall,
  { workspace_id, ...buyer }: Buyer & { workspace_id: string },
): Promise<{ buyer: Buyer }> {
  await db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspace_id);
    await tx
      .updateTable('workspaces')
      .set({ buyer: JSON.stringify(buyer) })
      .where('workspace_id', '=', workspace_id)
      .execute();
  });
  return { buyer };
}
