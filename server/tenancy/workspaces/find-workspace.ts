import type { Db, Tx } from '../../../db/database.ts';
import { holdWorkspace } from '../../../db/hold-workspace.ts';
import { fail } from '../../../shared/platform/errors.ts';

/**
 * The workspace's row.
 * @param options inUse: it must not be archived, and stays so until the transaction ends
 * @throws workspace_not_found, workspace_archived
 */
export async function findWorkspace(db: Db | Tx, workspaceId: string, { inUse = false } = {}) {
  if (inUse) await holdWorkspace(db, workspaceId, 'shared');
  const row =
    (await db
      .selectFrom('workspaces')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirst()) ?? fail('workspace_not_found');
  if (inUse && row.archived_at) fail('workspace_archived');
  return row;
}
