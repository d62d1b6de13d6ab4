import type { CreateWorkspace } from '../../../shared/contract/workspaces.panel.ts';
import { recordFee } from '../../../shared/billing/invoices/record-fee.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { checkTimeZone } from './check-time-zone.ts';
import { getWorkspace } from './get-workspace.ts';
import type { AdminCall } from '../../call.ts';

/** Creates a workspace on the free plan. */
export async function createWorkspace(call: AdminCall, { name, time_zone }: CreateWorkspace) {
  await checkTimeZone(call, time_zone);
  const workspace_id = newId('wsp');
  await call.db.transaction().execute(async (tx) => {
    await tx.insertInto('workspaces').values({ workspace_id, name, time_zone }).execute();
    await recordFee(tx, workspace_id, { changedBy: call.actor.email });
  });
  return getWorkspace(call, { workspace_id });
}
