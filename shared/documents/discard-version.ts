import type { Tx } from '../../db/database.ts';
import type { Queue } from '../platform/queue.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';
import { removeStaged } from './publish-chunks.ts';

/**
 * Drops a version that is no longer wanted or cannot be read. The document, which must be locked, does not change.
 */
export async function discardVersion(
  tx: Tx,
  queue: Queue,
  { appId, documentId }: { appId: string; documentId: string },
): Promise<void> {
  await removeStaged(tx, { appId, documentId });
  await tx
    .deleteFrom('document_versions')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
  await dropUnclaimed(tx, queue, appId, documentId);
}
