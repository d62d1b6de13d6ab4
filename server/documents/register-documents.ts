import { sql } from 'kysely';
import { anyOf } from '../../db/any-of.ts';
import type { Tx } from '../../db/database.ts';
import type { DocumentStatus } from '../../db/tables/documents.ts';
import type { UploadedAs } from '../../shared/contract/documents.ts';
import { fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import { isSmall } from '../../shared/documents/is-small.ts';
import { requireBudget } from '../../shared/billing/ledger/require-budget.ts';
import type { AppCall } from '../call.ts';
import { measureRoom } from '../../shared/billing/ledger/measure-room.ts';
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
  const { appId, workspaceId } = call.app;
  const planned = staged.map((upload) => ({ ...upload, documentId: newId('doc') }));
  const documents = await call.db.transaction().execute(async (tx) => {
    const requireRoom = await measureRoom(tx, { appId, workspaceId }, ['documents', 'stored_bytes']);
    const versions = await versionsWith(tx, appId, planned);
    const [version] = versions.values();
    if (version && externalId !== null)
      fail('document_exists', undefined, { document_id: version.document_id });
    // One of each content. Sorted, so that forms with the same files in another order do not deadlock.
    const contents = [...new Map(planned.toReversed().map((upload) => [upload.hash, upload])).values()]
      .filter(({ hash }) => !versions.has(hash))
      .toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
    const rows = await insertDocuments(call, tx, contents, metadata, externalId);
    const kept = contents.filter(({ hash, blobId }) => rows.get(hash)!.original_blob === blobId);
    await claimBlobs(tx, appId, kept);
    const dropped = planned.filter((upload) => !kept.includes(upload)).map(({ blobId }) => blobId);
    if (dropped.length > 0) await call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: dropped });
    const failed = contents.filter(
      (upload) => !kept.includes(upload) && rows.get(upload.hash)!.status === 'failed',
    );
    await queueAgain(
      tx,
      appId,
      failed.map(({ hash }) => rows.get(hash)!.document_id),
    );
    const read = [...kept, ...failed];
    await call.queue.sendAll(
      tx,
      'read-document',
      read.map((upload) => ({
        payload: { app_id: appId, document_id: rows.get(upload.hash)!.document_id },
        small: isSmall(upload),
      })),
    );
    if (kept.length > 0) {
      await requireRoom();
      await requireBudget(tx, appId);
    }
    const queued = new Set(read.map(({ hash }) => hash));
    return planned.map(({ hash }): Registered => {
      const { document_id, name, status } = versions.get(hash) ?? rows.get(hash)!;
      return { document_id, name, status: queued.has(hash) ? 'queued' : status };
    });
  });
  return { documents };
}

type Registered = { document_id: string; name: string; status: DocumentStatus };
type Planned = StagedUpload & { documentId: string };
type Row = Registered & { original_blob: string; external_id: string | null };

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
    .where('content_hash', '=', anyOf(uploads.map(({ hash }) => hash)))
    .execute();
  return new Map(rows.map(({ content_hash, ...version }) => [content_hash, version]));
}

/** @returns rows by content, those that were there already included; all are locked */
async function insertDocuments(
  { app: { appId } }: AppCall,
  tx: Tx,
  uploads: Planned[],
  metadata: Record<string, unknown>,
  externalId: string | null,
): Promise<Map<string, Row>> {
  if (uploads.length === 0) return new Map();
  const rows = await tx
    .insertInto('documents')
    .values(
      uploads.map((upload) => ({
        app_id: appId,
        document_id: upload.documentId,
        name: upload.name,
        media_type: upload.mediaType,
        bytes: upload.bytes,
        content_hash: upload.hash,
        metadata: JSON.stringify(metadata),
        external_id: externalId,
        original_blob: upload.blobId,
      })),
    )
    .onConflict((conflict) =>
      // Locks and returns the existing row, which takes the caller's id if it has none.
      conflict.columns(['app_id', 'content_hash']).doUpdateSet({
        content_hash: sql`excluded.content_hash`,
        external_id: sql`coalesce(documents.external_id, excluded.external_id)`,
      }),
    )
    .returning(['document_id', 'name', 'status', 'original_blob', 'external_id', 'content_hash'])
    .execute();
  for (const { document_id, external_id } of rows)
    if (externalId !== null && external_id !== externalId)
      fail('document_exists', undefined, { document_id });
  return new Map(rows.map(({ content_hash, ...row }) => [content_hash, row]));
}

async function claimBlobs(tx: Tx, appId: string, kept: Planned[]): Promise<void> {
  if (kept.length === 0) return;
  await sql`
    update blobs set document_id = given.document_id
    from unnest(${kept.map(({ blobId }) => blobId)}::text[], ${kept.map(({ documentId }) => documentId)}::text[])
      as given (blob_id, document_id)
    where app_id = ${appId} and blobs.blob_id = given.blob_id`.execute(tx);
}

async function queueAgain(tx: Tx, appId: string, documentIds: string[]): Promise<void> {
  if (documentIds.length === 0) return;
  await tx
    .updateTable('documents')
    .set({ status: 'queued', error: null, updated_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(documentIds))
    .execute();
}
