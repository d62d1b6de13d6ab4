import { sql } from 'kysely';
import { removeChunks } from '../../shared/documents/publish-chunks.ts';
import { fail } from '../../shared/errors.ts';
import type { Call } from '../call.ts';

/**
 * Deletes a document: its row, chunks, vectors and statistics at once, its bytes by a job of the same transaction.
 * An ingest that is running finds nothing to write to any more.
 */
export async function deleteDocument(call: Call, { document_id }: { document_id: string }) {
  const { appId } = call.app;
  await call.db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('documents')
      .select('document_id')
      .where('app_id', '=', appId)
      .where('document_id', '=', document_id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) fail('document_not_found');
    await removeChunks(tx, { appId, documentId: document_id });
    await tx
      .deleteFrom('documents')
      .where('app_id', '=', appId)
      .where('document_id', '=', document_id)
      .execute();
    // Kept answers of requests with an Idempotency-Key may quote it.
    await tx
      .deleteFrom('idempotent_results')
      .where('app_id', '=', appId)
      .where('document_ids', '@>', sql<string[]>`array[${document_id}]::text[]`)
      .execute();
    // Every blob that was ever this document's, also that of an ingest that has not finished.
    const blobs = await tx
      .selectFrom('blobs')
      .select('blob_id')
      .where('app_id', '=', appId)
      .where('document_id', '=', document_id)
      .execute();
    const blob_ids = blobs.map((blob) => blob.blob_id);
    await call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids });
  });
  return { document_id, deleted: true as const };
}
