import type { UpdateWorkspace } from '../../../shared/contract/workspaces.panel.ts';
import { checkTimeZone } from './check-time-zone.ts';
import { getWorkspace } from './get-workspace.ts';
import { lockWorkspace } from '../../../shared/tenancy/lock-workspace.ts';
import type { AdminCall } from '../../call.ts';

/** Changes the name and time zone of a workspace. @throws workspace_not_found, workspace_erased */
export async function updateWorkspace(call: AdminCall, { workspace_id, name, time_zone }: UpdateWorkspace) {
  await checkTimeZone(call, time_zone);
  await call.db.transaction().execute(async (tx) => {
    await lockWorkspace(tx, workspace_id);
    await tx
      .updateTable('workspaces')
      .set({ name, time_zone })
      .where('workspace_id', '=', workspace_id)
      .execute();
  });
  return getWorkspace(call, { workspace_id });
}
