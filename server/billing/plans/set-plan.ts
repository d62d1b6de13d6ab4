import type { SetPlan, WorkspacePlan } from '../../../shared/contract/plans.panel.ts';
import { recordFee } from '../../../shared/billing/invoices/record-fee.ts';
import { lockWorkspace } from '../../../shared/tenancy/lock-workspace.ts';
import { getPlan } from './get-plan.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Changes a workspace's plan, effective at once. Fees are charged for the time each plan applied; saving the same
 * plan again changes nothing.
 * @throws workspace_not_found, workspace_erased
 */
export async function setPlan(
  call: AdminCall,
  { workspace_id, plan, custom }: SetPlan,
): Promise<WorkspacePlan> {
  await call.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspace_id);
    await tx
      .updateTable('workspaces')
      .set({ plan })
      .where('workspace_id', '=', workspace_id)
      .where('plan', '!=', plan)
      .execute();
    if (plan === 'custom' && custom)
      await tx
        .insertInto('custom_terms')
        .values({ workspace_id, ...custom })
        .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(custom))
        .execute();
    await recordFee(tx, workspace_id, { changedBy: call.actor.email });
  });
  return getPlan({ ...call, ofTeam: true }, { workspace_id });
}
