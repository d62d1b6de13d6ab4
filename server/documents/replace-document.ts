import { sql, type Selectable } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { uniqueViolation } from '../../db/unique-violation.ts';
import type { DocumentsTable, DocumentVersionsTable } from '../../db/tables/documents.ts';
import { CURATED_ANSWER } from '../../shared/contract/media-type.ts';
import { dropUnclaimed } from '../../shared/documents/drop-unclaimed.ts';
import { discardVersion } from '../../shared/documents/discard-version.ts';
import { findContent } from '../../shared/documents/find-content.ts';
import { startReading } from '../../shared/documents/start-reading.ts';
import { fail } from '../../shared/platform/errors.ts';
import { requireNoHold } from '../../shared/privacy/retention/legal-hold.ts';
import { requireBudget } from '../../shared/billing/ledger/require-budget.ts';
import type { AppCall } from '../call.ts';
import { measureRoom } from '../../shared/billing/ledger/measure-room.ts';
import { getDocument } from './get-document.ts';
import { refuseCurated } from './refuse-curated.ts';
import { type StagedUpload } from './stage-upload.ts';

type Row = Selectable<DocumentsTable>;

type Version = Selectable<DocumentVersionsTable>;

type Metadata = Record<string, unknown> | undefined;

/**
 * Makes a staged upload the new version of a document. If the document is ready, the version is ingested separately
 * and replaces it when ready. If it is not, or another version is in progress, that one is dropped.
 * @throws document_not_found, document_exists, legal_hold, quota_exceeded
 */
export async function replaceDocument(
  call: AppCall,
  documentId: string,
  staged: StagedUpload,
  metadata: Metadata,
) {
  try {
    await call.db.transaction().execute((tx) => replaceIn(call, tx, documentId, staged, metadata));
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error;
    // Two documents of one app never have the same content: it would be arbitrary which one a citation means.
    const document_id = await findContent(call.db, call.app.appId, staged.hash);
    fail('document_exists', undefined, document_id ? { document_id } : {});
  }
  return getDocument(call, { document_id: documentId });
}

/**
 * The same in a transaction of the caller's.
 * @param sourceUrl where the new version can be read, if it was not fetched
 */
export async function replaceIn(
  call: AppCall,
  tx: Tx,
  documentId: string,
  staged: StagedUpload,
  metadata: Metadata,
  sourceUrl: string | null = null,
): Promise<void> {
  const { appId } = call.app;
  const requireRoom = await measureRoom(tx, call.app, ['stored_bytes']);
  await requireNoHold(tx, appId);
  const row = await tx
    .selectFrom('documents')
    .selectAll()
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) fail('document_not_found');
  if (staged.mediaType !== CURATED_ANSWER) refuseCurated(row);
  const version = await tx
    .selectFrom('document_versions')
    .selectAll()
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  // The content that stays, if it is the same.
  const kept = [version, row].find((one) => one?.content_hash === staged.hash);
  if (kept) {
    await keepContent(call, tx, row, version, staged, metadata);
    // Its chunks are found by the name, too: what was read with another one is read again, and keeps its vectors.
    const isRead = kept.status !== 'queued' && kept.status !== 'failed';
    if (!isRead || kept.name === staged.name)
      return call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [staged.blobId] });
  } else {
    const elsewhere = await findContent(tx, appId, staged.hash);
    if (elsewhere) fail('document_exists', undefined, { document_id: elsewhere });
  }
  const content = contentOf(staged, metadata ?? (kept ?? version ?? row).metadata);
  await startReading(tx, row, { ...content, source_url: sourceUrl });
  await tx
    .updateTable('blobs')
    .set({ document_id: documentId })
    .where('app_id', '=', appId)
    .where('blob_id', '=', staged.blobId)
    .execute();
  await dropUnclaimed(tx, call.queue, appId, documentId);
  await requireRoom();
  await requireBudget(tx, appId);
  await call.queue.send(tx, 'read-document', { app_id: appId, document_id: documentId });
}

/** The content is already there or in progress: only what had failed is read again. */
async function keepContent(
  { app: { appId }, queue }: AppCall,
  tx: Tx,
  row: Row,
  version: Version | undefined,
  { name, hash }: StagedUpload,
  metadata: Metadata,
): Promise<void> {
  const own = { app_id: appId, document_id: row.document_id };
  const named = {
    name,
    ...(metadata && { metadata: JSON.stringify(metadata) }),
    updated_at: sql<Date>`now()`,
  };
  const isPending = version?.content_hash === hash;
  if (isPending)
    await tx
      .updateTable('document_versions')
      .set(named)
      .where(({ and }) => and(own))
      .execute();
  else if (version) await discardVersion(tx, queue, { appId, documentId: row.document_id });
  const failed = row.status === 'failed';
  await tx
    .updateTable('documents')
    .set({ error: null, ...(!isPending && named), ...(failed && { status: 'queued' }) })
    .where(({ and }) => and(own))
    .execute();
  if (failed) await queue.send(tx, 'read-document', own);
}

const contentOf = (staged: StagedUpload, metadata: Record<string, unknown>) => ({
  name: staged.name,
  media_type: staged.mediaType,
  bytes: staged.bytes,
  content_hash: staged.hash,
  original_blob: staged.blobId,
  metadata: JSON.stringify(metadata),
  etag: null,
  last_modified: null,
});
