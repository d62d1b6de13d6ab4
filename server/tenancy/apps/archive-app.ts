import { sql } from 'kysely';
import { asSystem } from '../../../db/tenant.ts';
import type { AppCall } from '../../call.ts';
import { findWorkspace } from '../workspaces/find-workspace.ts';

/**
 * Archives an app, whose keys are refused within a second and whose data stays; or restores it.
 * @throws workspace_archived when an app of an archived workspace is restored
 */
export async function archiveApp({ db, app }: AppCall, { archived }: { archived: boolean }) {
  await db.transaction().execute(async (tx) => {
    if (!archived) await asSystem(tx, (db) => findWorkspace(db, app.workspaceId, { inUse: true }));
    await tx
      .updateTable('apps')
      .set({ archived_at: archived ? sql`coalesce(archived_at, now())` : null })
      .where('app_id', '=', app.appId)
      .execute();
  });
  return { app_id: app.appId };
}
