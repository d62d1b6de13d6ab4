import type { CreateApp } from '../../../shared/contract/apps.panel.ts';
import { findWorkspace } from '../workspaces/find-workspace.ts';
import { askEmbedding } from './ask-embedding.ts';
import { insertApp } from './insert-app.ts';
import type { WorkspaceCall } from '../../call.ts';

/** Creates an app in a workspace. @throws workspace_not_found, workspace_archived */
export async function createApp(call: WorkspaceCall, { name }: CreateApp) {
  const embedding = await askEmbedding(call);
  return call.db.transaction().execute(async (tx) => {
    await findWorkspace(tx, call.workspaceId, { inUse: true });
    const { app_id } = await insertApp(call, tx, { workspaceId: call.workspaceId, name, embedding });
    return { app_id };
  });
}
