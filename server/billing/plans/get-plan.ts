import { sql } from 'kysely';
import type { Plan, WorkspacePlan } from '../../../shared/contract/plans.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { measureWorkspace } from '../../../shared/billing/ledger/measure-workspace.ts';
import type { WorkspaceCall } from '../../call.ts';

/**
 * A workspace's plan and its usage this month. The team sees the other plans, too, and the seats that it takes itself.
 * @throws workspace_not_found
 */
export async function getPlan(
  { db, ofTeam }: Pick<WorkspaceCall, 'db' | 'ofTeam'>,
  { workspace_id }: { workspace_id: string },
): Promise<WorkspacePlan> {
  const measured = (await measureWorkspace(db, workspace_id)) ?? fail('workspace_not_found');
  const {
    used: { people, ...used },
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
  if (ofTeam) return { terms, used, month, plans: rows };
  return {
    terms,
    used: { ...used, seats: people },
    month,
    plans: rows.filter((row) => row.plan === plan),
  };
}
