import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { publishChunks, removePublished } from './publish-chunks.ts';

/** Publishes an embedded document: from the end of this transaction it is used for answers. It must be locked. */
export async function publishDocument(
  tx: Tx,
  { appId, documentId }: { appId: string; documentId: string },
): Promise<void> {
  // Chunks of an earlier reading, if it was read before.
  await removePublished(tx, { appId, documentId });
  await publishChunks(tx, { appId, documentId });
  await tx
    .updateTable('documents')
    .set({ status: 'ready', ready_at: sql`now()`, next_in_parts: false, updated_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
}
