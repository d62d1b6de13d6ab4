import type { CreateApp } from '../../../shared/contract/apps.panel.ts';
import { findWorkspace } from '../workspaces/find-workspace.ts';
import { askEmbedding } from './ask-embedding.ts';
import { insertApp } from './insert-app.ts';
import type { AdminCall } from '../../call.ts';

/** Creates an app in a workspace. @throws workspace_not_found, workspace_archived */
export async function createApp(call: AdminCall, { workspace_id, name }: CreateApp) {
  const embedding = await askEmbedding(call);
  return call.db.transaction().execute(async (tx) => {
    await findWorkspace(tx, workspace_id, { inUse: true });
    const { app_id } = await insertApp(call, tx, { workspaceId: workspace_id, name, embedding });
    return { app_id };
  });
}
