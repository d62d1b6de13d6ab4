import { fail } from '../../../shared/platform/errors.ts';
import { openErasure } from '../../../shared/privacy/erasures/open-erasure.ts';
import { requireNoHold } from '../../../shared/privacy/retention/legal-hold.ts';
import { lockWorkspace } from '../../../shared/tenancy/lock-workspace.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Erases all apps of a workspace and its name. What it spent is still invoiced; its row stays for that, archived.
 * @throws workspace_not_found, workspace_erased; legal_hold of one of its apps; invalid_request if the typed name is wrong
 */
export async function eraseWorkspace(
  { db, queue, actor }: AdminCall,
  { workspace_id, name }: { workspace_id: string; name: string },
): Promise<{ erasure_id: string }> {
  return db.transaction().execute(async (tx) => {
    const row = await lockWorkspace(tx, workspace_id);
    if (row.name !== name.trim())
      fail('invalid_request', `Type the workspace's name, ${row.name}, to erase it.`);
    const apps = await tx
      .selectFrom('apps')
      .select('app_id')
      .where('workspace_id', '=', workspace_id)
      .execute();
    for (const { app_id } of apps) await requireNoHold(tx, app_id);
    const subject = { appId: '', workspaceId: workspace_id, kind: 'workspace' as const, id: workspace_id };
    const { erasureId } = await openErasure(queue, tx, subject, actor.adminId);
    return { erasure_id: erasureId };
  });
}
