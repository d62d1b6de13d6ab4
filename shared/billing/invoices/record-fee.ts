import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';

/**
 * Adds to the history of a workspace what it owes per month from now on, if that is another plan or fee than before:
 * its plan's fee, and nothing while it is archived. The caller has locked the workspace.
 * @param from default: now; the history of a new workspace begins with it
 */
export async function recordFee(
  tx: Tx,
  workspaceId: string,
  { changedBy = null, from = null }: { changedBy?: string | null; from?: Date | null } = {},
): Promise<void> {
  await sql`
    insert into plan_changes (workspace_id, effective_from, plan, fee, changed_by)
    select workspaces.workspace_id, case when last.effective_from is null then created_at else
        greatest(coalesce(${from}::timestamptz, clock_timestamp()), last.effective_from + interval '1 microsecond') end,
      workspaces.plan, owed.fee, ${changedBy}
    from workspaces
    cross join lateral (
      select case when archived_at is null then terms.fee else 0 end as fee
      from workspace_terms terms where terms.workspace_id = workspaces.workspace_id
    ) owed
    left join lateral (
      select effective_from, changes.plan, changes.fee from plan_changes changes
      where changes.workspace_id = workspaces.workspace_id order by effective_from desc limit 1
    ) last on true
    where workspaces.workspace_id = ${workspaceId} and (last.plan, last.fee) is distinct from (workspaces.plan, owed.fee)`.execute(
    tx,
  );
}
