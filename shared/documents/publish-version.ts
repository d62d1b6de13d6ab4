import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Queue } from '../platform/queue.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';
import { publishChunks, removePublished } from './publish-chunks.ts';
import { takeVersion } from './take-version.ts';

/**
 * Publishes an embedded version: from the end of this transaction it is used for answers, in place of the previous one.
 * The document must be locked.
 */
export async function publishVersion(
  tx: Tx,
  queue: Queue,
  ref: { appId: string; documentId: string },
): Promise<void> {
  await removePublished(tx, ref);
  await publishChunks(tx, ref);
  const { version, content } = await takeVersion(tx, ref);
  const { title, language, chunk_count, token_count, text_blob, text_hash } = version;
  await tx
    .updateTable('documents')
    .set({
      ...content,
      title,
      language,
      chunk_count,
      token_count,
      text_blob,
      text_hash,
      embedded_count: chunk_count,
      ready_at: sql`now()`,
      next_in_parts: false,
    })
    .where('app_id', '=', ref.appId)
    .where('document_id', '=', ref.documentId)
    .execute();
  await dropUnclaimed(tx, queue, ref.appId, ref.documentId);
}
