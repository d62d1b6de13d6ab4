import { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { UploadDocument } from '../../shared/contract/documents.ts';
import { newId } from '../../shared/ids.ts';
import type { Call } from '../call.ts';
import { stageUpload, type StagedUpload } from './stage-upload.ts';

/** Takes a document sent as text. */
export async function uploadText(call: Call, { name, text, metadata = {} }: UploadDocument) {
  const staged = await stageUpload(call, name, Readable.from([Buffer.from(text)]));
  return registerDocuments(call, [staged], metadata);
}

/**
 * Makes documents of staged uploads: rows and the jobs that will read them in one transaction, all or none.
 * Content that the app already has gives the document that is there; one that had failed is tried again.
 */
export async function registerDocuments(call: Call, staged: StagedUpload[], metadata: Record<string, unknown>) {
  const documents = await call.db.transaction().execute(async (tx) => {
    const rows = [];
    for (const upload of staged) rows.push(await registerDocument(call, tx, upload, metadata));
    return rows;
  });
  return { documents };
}

async function registerDocument(call: Call, tx: Tx, upload: StagedUpload, metadata: Record<string, unknown>) {
  const { appId } = call.app;
  const row = await tx
    .insertInto('documents')
    .values({
      app_id: appId,
      document_id: newId('doc'),
      name: upload.name,
      media_type: upload.mediaType,
      bytes: upload.bytes,
      content_hash: upload.hash,
      metadata: JSON.stringify(metadata),
      original_blob: upload.blobId,
    })
    .onConflict((conflict) =>
      // Touching the row locks it, and gives us the one that is there.
      conflict.columns(['app_id', 'content_hash']).doUpdateSet({
        status: sql`case when documents.status = 'failed' then 'queued' else documents.status end`,
        error: null,
        updated_at: sql`now()`,
      }),
    )
    .returning(['document_id', 'name', 'status', 'original_blob'])
    .executeTakeFirstOrThrow();
  const { original_blob, ...document } = row;
  if (original_blob === upload.blobId) {
    await tx
      .updateTable('blobs')
      .set({ document_id: document.document_id })
      .where('app_id', '=', appId)
      .where('blob_id', '=', upload.blobId)
      .execute();
  } else await call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [upload.blobId] });
  if (document.status === 'queued')
    await call.queue.send(tx, 'chunk-document', { app_id: appId, document_id: document.document_id });
  return document;
}
