import { sql } from 'kysely';
import type { Plan, WorkspacePlan } from '../../../shared/contract/plans.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { measureWorkspace } from '../../../shared/billing/ledger/measure-workspace.ts';
import type { AdminCall } from '../../call.ts';

/** A workspace's plan, its usage this month, and the available plans. @throws workspace_not_found */
export async function getPlan(
  { db }: AdminCall,
  { workspace_id }: { workspace_id: string },
): Promise<WorkspacePlan> {
  const measured = (await measureWorkspace(db, workspace_id)) ?? fail('workspace_not_found');
  const {
    used,
    month,
    plan,
    plan_name: name,
    fee,
    messages,
    documents,
    stored_bytes,
    seats,
    apps,
  } = measured;
  const { rows } =
    await sql<Plan>`select plan, name, fee::text as fee, messages, documents, stored_bytes, seats, apps
    from plans order by array_position(array['free', 'pro', 'scale', 'custom'], plan)`.execute(db);
  const terms = { plan, name, fee, messages, documents, stored_bytes, seats, apps };
  return { terms, used, month, plans: rows };
}
