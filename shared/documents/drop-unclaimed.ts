import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Queue } from '../platform/queue.ts';

/**
 * Removes blobs of a document that neither it nor its new version uses any more: replaced originals and texts, and
 * leftovers of earlier attempts. Until the job has run, an erasure of the document finds them.
 */
export async function dropUnclaimed(tx: Tx, queue: Queue, appId: string, documentId: string): Promise<void> {
  const { rows } = await sql<{ blob_id: string }>`
    select blob_id from blobs where app_id = ${appId} and document_id = ${documentId} and not exists (
      select from documents d where d.app_id = ${appId} and d.document_id = ${documentId}
        and blobs.blob_id in (d.original_blob, d.text_blob)
    ) and not exists (
      select from document_versions v where v.app_id = ${appId} and v.document_id = ${documentId}
        and blobs.blob_id in (v.original_blob, v.text_blob))`.execute(tx);
  if (rows.length > 0)
    await queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: rows.map(({ blob_id }) => blob_id) });
}
