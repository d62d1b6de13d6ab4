import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { DocumentStatus } from '../../db/tables/documents.ts';
import type { UploadedAs } from '../../shared/contract/documents.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import { requireBudget } from '../../shared/billing/ledger/require-budget.ts';
import type { AppCall } from '../call.ts';
import { requireRoom } from '../../shared/billing/ledger/require-room.ts';
import type { StagedUpload } from './stage-upload.ts';

export type Sent = { name: string; text: string; metadata?: Record<string, unknown> } & UploadedAs;

/**
 * Creates documents from staged uploads: rows and jobs in one transaction. For content that the app already has,
 * returns the existing document; a failed one is retried.
 * @param externalId of the caller, for a single upload
 * @throws quota_exceeded; document_exists if the content belongs to a document with another external id
 */
export async function registerDocuments(
  call: AppCall,
  staged: StagedUpload[],
  metadata: Record<string, unknown>,
  externalId: string | null = null,
) {
  const planned = staged.map((upload) => ({ ...upload, documentId: newId('doc') }));
  const registered = await call.db.transaction().execute(async (tx) => {
    const versions = await versionsWith(tx, call.app.appId, planned);
    const byBlob = new Map<string, Registered>();
    // Sorted by content, so that forms with the same files in another order do not deadlock.
    for (const upload of planned.toSorted((a, b) => (a.hash < b.hash ? -1 : 1)))
      byBlob.set(
        upload.blobId,
        await registerDocument(call, tx, upload, versions.get(upload.hash), metadata, externalId),
      );
    const isNew = planned.some(({ blobId, documentId }) => byBlob.get(blobId)!.document_id === documentId);
    if (isNew) {
      await requireRoom(tx, call.app.workspaceId, ['documents', 'stored_bytes']);
      await requireBudget(tx, call.app.appId);
    }
    return byBlob;
  });
  return { documents: staged.map(({ blobId }) => registered.get(blobId)!) };
}

type Registered = { document_id: string; name: string; status: DocumentStatus };

/** Content that is already being ingested as a document's new version counts as that document. @returns by content */
async function versionsWith(
  tx: Tx,
  appId: string,
  uploads: StagedUpload[],
): Promise<Map<string, Registered>> {
  const rows = await tx
    .selectFrom('document_versions')
    .select(['content_hash', 'document_id', 'name', 'status'])
    .where('app_id', '=', appId)
    .where(sql<boolean>`content_hash = any(${uploads.map(({ hash }) => hash)}::text[])`)
    .execute();
  return new Map(rows.map(({ content_hash, ...version }) => [content_hash, version]));
}

async function registerDocument(
  call: AppCall,
  tx: Tx,
  upload: StagedUpload & { documentId: string },
  version: Registered | undefined,
  metadata: Record<string, unknown>,
  externalId: string | null,
): Promise<Registered> {
  const { appId } = call.app;
  if (version) {
    if (externalId !== null) fail('document_exists', undefined, { document_id: version.document_id });
    await call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [upload.blobId] });
    return version;
  }
  const { original_blob, external_id, ...document } = await tx
    .insertInto('documents')
    .values({
      app_id: appId,
      document_id: upload.documentId,
      name: upload.name,
      media_type: upload.mediaType,
      bytes: upload.bytes,
      content_hash: upload.hash,
      metadata: JSON.stringify(metadata),
      external_id: externalId,
      original_blob: upload.blobId,
    })
    .onConflict((conflict) =>
      // Locks and returns the existing row, which takes the caller's id if it has none.
      conflict.columns(['app_id', 'content_hash']).doUpdateSet({
        content_hash: upload.hash,
        external_id: sql`coalesce(documents.external_id, excluded.external_id)`,
      }),
    )
    .returning(['document_id', 'name', 'status', 'original_blob', 'external_id'])
    .executeTakeFirstOrThrow();
  const { document_id } = document;
  if (externalId !== null && external_id !== externalId) fail('document_exists', undefined, { document_id });
  if (original_blob === upload.blobId)
    await tx
      .updateTable('blobs')
      .set({ document_id })
      .where('app_id', '=', appId)
      .where('blob_id', '=', upload.blobId)
      .execute();
  else {
    await call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [upload.blobId] });
    if (document.status !== 'failed') return document;
    await tx
      .updateTable('documents')
      .set({ status: 'queued', error: null, updated_at: sql`now()` })
      .where('app_id', '=', appId)
      .where('document_id', '=', document_id)
      .execute();
  }
  await call.queue.send(tx, 'read-document', { app_id: appId, document_id });
  return { ...document, status: 'queued' };
}
