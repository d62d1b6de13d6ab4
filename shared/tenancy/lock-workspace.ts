import type { Tx } from '../../db/database.ts';
import { holdWorkspace } from '../../db/hold-workspace.ts';
import { fail } from '../platform/errors.ts';

/** Locks a workspace that is about to change. @throws workspace_not_found, workspace_erased */
export async function lockWorkspace(tx: Tx, workspaceId: string) {
  await holdWorkspace(tx, workspaceId, 'alone');
  const row = await tx
    .selectFrom('workspaces')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  if (!row) fail('workspace_not_found');
  if (row.erased_at) fail('workspace_erased');
  return row;
}
