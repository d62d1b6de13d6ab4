import { sql } from 'kysely';
import type { SetPlan, WorkspacePlan } from '../../../shared/contract/plans.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { getPlan } from './get-plan.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Changes a workspace's plan, effective at once. Fees are charged for the time each plan applied.
 * @throws workspace_not_found
 */
export async function setPlan(
  call: AdminCall,
  { workspace_id, plan, custom }: SetPlan,
): Promise<WorkspacePlan> {
  await call.db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom('workspaces')
      .select(['plan', 'created_at'])
      .where('workspace_id', '=', workspace_id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!before) fail('workspace_not_found');
    // The history starts with the plan that the workspace was created on.
    await sql`insert into plan_changes (workspace_id, effective_from, plan, fee)
      select workspace_id, ${before.created_at}, plan, fee from workspace_terms where workspace_id = ${workspace_id}
        and not exists (select from plan_changes where workspace_id = ${workspace_id})`.execute(tx);
    await tx.updateTable('workspaces').set({ plan }).where('workspace_id', '=', workspace_id).execute();
    if (plan === 'custom' && custom)
      await tx
        .insertInto('custom_terms')
        .values({ workspace_id, ...custom })
        .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(custom))
        .execute();
    await sql`insert into plan_changes (workspace_id, effective_from, plan, fee, changed_by)
      select workspace_id, clock_timestamp(), plan, fee, ${call.actor.email} from workspace_terms
      where workspace_id = ${workspace_id}`.execute(tx);
  });
  return getPlan(call, { workspace_id });
}
