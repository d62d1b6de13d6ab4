import type { Tx } from '../../db/database.ts';
import type { Queue } from '../platform/queue.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';
import { removeStaged } from './publish-chunks.ts';
import { takeVersion } from './take-version.ts';

/** Publishes a version whose text is the document's own: chunks and vectors stay. The document must be locked. */
export async function publishSameText(
  tx: Tx,
  queue: Queue,
  ref: { appId: string; documentId: string },
): Promise<void> {
  await removeStaged(tx, ref);
  const { content } = await takeVersion(tx, ref);
  await tx
    .updateTable('documents')
    .set(content)
    .where('app_id', '=', ref.appId)
    .where('document_id', '=', ref.documentId)
    .execute();
  await dropUnclaimed(tx, queue, ref.appId, ref.documentId);
}
