import type { Tx } from '../../db/database.ts';
import type { Queue } from '../queue.ts';

/**
 * Removes an app's exports, which hold copies of what else is removed: rows at once, files by a job of the same
 * transaction. One that is being written finds its row gone and leaves nothing.
 * @returns how many there were, and their files
 */
export async function removeExports(
  tx: Tx,
  queue: Queue,
  appId: string,
): Promise<{ exports: number; blobIds: string[] }> {
  const rows = await tx.deleteFrom('exports').where('app_id', '=', appId).returning('blob_id').execute();
  const blobIds = rows.flatMap(({ blob_id }) => blob_id ?? []);
  if (blobIds.length > 0) await queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: blobIds });
  return { exports: rows.length, blobIds };
}
