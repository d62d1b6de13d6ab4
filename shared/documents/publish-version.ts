// How a new version ends: it replaces the document's content, or it is dropped. Both under the document's lock.
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Queue } from '../platform/queue.ts';
import { dropUnclaimed } from './drop-unclaimed.ts';
import { publishChunks, removeChunks } from './publish-chunks.ts';

type Version = { appId: string; documentId: string; versionId: string };

/** Publishes an embedded version: from the end of this transaction it is used for answers. */
export async function publishVersion(
  tx: Tx,
  queue: Queue,
  { appId, documentId, versionId }: Version,
): Promise<void> {
  await removeChunks(tx, { appId, documentId });
  for (const table of ['chunks', 'staged_chunks'])
    await sql`update ${sql.id(table)} set document_id = ${documentId}
      where app_id = ${appId} and document_id = ${versionId}`.execute(tx);
  await publishChunks(tx, { appId, documentId });
  const version = await tx
    .deleteFrom('documents')
    .where('app_id', '=', appId)
    .where('document_id', '=', versionId)
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
      original_blob: version.original_blob,
      text_blob: version.text_blob,
      source_url: version.source_url,
      status: 'ready',
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

/** Drops a version that is no longer wanted or cannot be read. The document does not change. */
export async function discardVersion(
  tx: Tx,
  queue: Queue,
  { appId, documentId, versionId }: Version,
): Promise<void> {
  await removeChunks(tx, { appId, documentId: versionId });
  await tx.deleteFrom('documents').where('app_id', '=', appId).where('document_id', '=', versionId).execute();
  await dropUnclaimed(tx, queue, appId, documentId);
}
