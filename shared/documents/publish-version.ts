import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Queue } from '../platform/queue.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';
import { publishChunks, removePublished } from './publish-chunks.ts';

/**
 * Publishes an embedded version: from the end of this transaction it is used for answers, in place of the previous one.
 * The document must be locked.
 */
export async function publishVersion(
  tx: Tx,
  queue: Queue,
  { appId, documentId }: { appId: string; documentId: string },
): Promise<void> {
  await removePublished(tx, { appId, documentId });
  await publishChunks(tx, { appId, documentId });
  const version = await tx
    .deleteFrom('document_versions')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .returningAll()
    .executeTakeFirstOrThrow();
  const { name, media_type, bytes, content_hash, language, chunk_count, token_count } = version;
  await tx
    .updateTable('documents')
    .set({
      name,
      media_type,
      bytes,
      content_hash,
      language,
      chunk_count,
      token_count,
      metadata: JSON.stringify(version.metadata),
      warnings: JSON.stringify(version.warnings),
      original_blob: version.original_blob,
      text_blob: version.text_blob,
      source_url: null,
      error: null,
      embedded_count: chunk_count,
      replaced_at: version.created_at,
      updated_at: sql`now()`,
      ready_at: sql`now()`,
    })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
  await dropUnclaimed(tx, queue, appId, documentId);
}
