import { sql } from 'kysely';
import { moment } from '../../../db/moment.ts';
import { asSystem } from '../../../db/tenant.ts';
import type { AppCall } from '../../call.ts';
import { findWorkspace } from '../workspaces/find-workspace.ts';

/**
 * Archives or restores an app. Keys of an archived app are refused within a second; its data stays.
 * @throws workspace_archived if the workspace of the app is archived
 */
export async function archiveApp({ db, app }: AppCall, { archived }: { archived: boolean }) {
  await db.transaction().execute(async (tx) => {
    if (!archived) await asSystem(tx, (db) => findWorkspace(db, app.workspaceId, { inUse: true }));
    await tx
      .updateTable('apps')
      .set({ archived_at: archived ? sql`coalesce(archived_at, ${moment})` : null })
      .where('app_id', '=', app.appId)
      .execute();
  });
  return { app_id: app.appId };
}
