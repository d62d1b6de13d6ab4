import type { CreateApp } from '../../../shared/contract/apps.panel.ts';
import type { Context } from '../../../shared/context.ts';
import { findWorkspace } from '../workspaces/find-workspace.ts';
import { insertApp } from './insert-app.ts';

/**
 * A new app in a workspace, as an admin asks for it.
 * @throws workspace_not_found, workspace_archived
 */
export async function createApp(ctx: Context, { workspace_id, name }: CreateApp) {
  return ctx.db.transaction().execute(async (tx) => {
    await findWorkspace(tx, workspace_id, { inUse: true });
    const { app_id } = await insertApp(ctx, tx, { workspaceId: workspace_id, name });
    return { app_id };
  });
}
