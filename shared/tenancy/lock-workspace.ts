import type { Tx } from '../../db/database.ts';
import { fail } from '../platform/errors.ts';

/** Locks a workspace that is about to change. @throws workspace_not_found, workspace_erased */
export async function lockWorkspace(tx: Tx, workspaceId: string) {
  const row = await tx
    .selectFrom('workspaces')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) fail('workspace_not_found');
  if (row.erased_at) fail('workspace_erased');
  return row;
}
