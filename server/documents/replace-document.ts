import { Readable } from 'node:stream';
import { sql, type Selectable } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { DocumentsTable } from '../../db/tables/documents.ts';
import type { ReplaceDocument } from '../../shared/contract/documents.ts';
import { dropUnclaimed } from '../../shared/documents/drop-unclaimed.ts';
import { removeChunks } from '../../shared/documents/publish-chunks.ts';
import { discardVersion } from '../../shared/documents/publish-version.ts';
import { DocentError, fail } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import { requireNoHold } from '../../shared/privacy/retention/legal-hold.ts';
import { requireBudget } from '../billing/budgets/require-budget.ts';
import type { AppCall } from '../call.ts';
import { requireRoom } from '../../shared/billing/ledger/require-room.ts';
import { findDocument } from './find-document.ts';
import type { UploadForm } from './upload-form.ts';
import { getDocument } from './get-document.ts';
import { discardUpload, stageUpload, type StagedUpload } from './stage-upload.ts';

type Row = Selectable<DocumentsTable>;
type Metadata = Record<string, unknown> | undefined;

/** Takes a new version as text. Without a name, the name stays. */
export async function replaceText(call: AppCall, { document_id, name, text, metadata }: ReplaceDocument) {
  const row = await findDocument(call, document_id);
  const staged = await stageUpload(call, name ?? row.name, Readable.from([Buffer.from(text)]));
  return replaceDocument(call, document_id, staged, metadata).catch(async (error: unknown) => {
    await discardUpload(call, staged.blobId);
    throw error;
  });
}

/** Takes a new version as a file. */
export const replaceByForm = {
  mostFiles: 1,
  // Checked before the file is read, so that no large file is sent in vain.
  before: async (call, { document_id }) => void (await findDocument(call, document_id!)),
  take: (call, [staged], metadata, { document_id }) => replaceDocument(call, document_id!, staged!, metadata),
} satisfies UploadForm;

/**
 * Makes a staged upload the new version of a document. If the document is ready, the version is ingested separately
 * and replaces it when ready. If it is not, or another version is in progress, that one is dropped.
 * @throws document_not_found, document_exists, legal_hold, quota_exceeded
 */
async function replaceDocument(call: AppCall, documentId: string, staged: StagedUpload, metadata: Metadata) {
  try {
    await call.db.transaction().execute((tx) => replaceIn(call, tx, documentId, staged, metadata));
  } catch (error) {
    throw (error as { code?: string }).code === '23505' ? await sameElsewhere(call, staged) : error;
  }
  return getDocument(call, { document_id: documentId });
}

async function replaceIn(
  call: AppCall,
  tx: Tx,
  documentId: string,
  staged: StagedUpload,
  metadata: Metadata,
): Promise<void> {
  const { appId, workspaceId } = call.app;
  await requireNoHold(tx, appId);
  const lock = () => tx.selectFrom('documents').selectAll().where('app_id', '=', appId).forUpdate();
  const row = await lock()
    .where('document_id', '=', documentId)
    .where('replaces', 'is', null)
    .executeTakeFirst();
  if (!row) fail('document_not_found');
  const version = await lock().where('replaces', '=', documentId).executeTakeFirst();
  const same = [version, row].find((one) => one?.content_hash === staged.hash);
  if (same) {
    await call.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [staged.blobId] });
    await keepContent(call, tx, row, version, same, staged.name, metadata);
    return;
  }
  await setRow(tx, row, { error: null });
  const given = metadata ?? (version ?? row).metadata;
  const target = version ?? (row.status === 'ready' ? undefined : row);
  const rowId = target?.document_id ?? newId('doc');
  if (target) await startAnew(tx, target, staged, given);
  else await insertVersion(tx, row, rowId, staged, given);
  await tx
    .updateTable('blobs')
    .set({ document_id: documentId })
    .where('app_id', '=', appId)
    .where('blob_id', '=', staged.blobId)
    .execute();
  await dropUnclaimed(tx, call.queue, appId, documentId);
  await requireRoom(tx, workspaceId, ['stored_bytes']);
  await requireBudget(tx, appId);
  const version_id = target === row ? undefined : rowId;
  await call.queue.send(tx, 'chunk-document', { app_id: appId, document_id: documentId, version_id });
}

/** The content is already there or in progress: only what had failed is read again. */
async function keepContent(
  { app: { appId }, queue }: AppCall,
  tx: Tx,
  row: Row,
  version: Row | undefined,
  same: Row,
  name: string,
  metadata: Metadata,
): Promise<void> {
  if (version && same === row)
    await discardVersion(tx, queue, {
      appId,
      documentId: row.document_id,
      versionId: version.document_id,
    });
  await setRow(tx, row, { error: null });
  await setRow(tx, same, { name, ...(metadata && { metadata: JSON.stringify(metadata) }) });
  if (row.status !== 'failed') return;
  await setRow(tx, row, { status: 'queued' });
  await queue.send(tx, 'chunk-document', { app_id: appId, document_id: row.document_id });
}

const setRow = (
  tx: Tx,
  { app_id, document_id }: Row,
  change: { error?: null; status?: 'queued'; name?: string; metadata?: string },
) =>
  tx
    .updateTable('documents')
    .set({ ...change, updated_at: sql`now()` })
    .where('app_id', '=', app_id)
    .where('document_id', '=', document_id)
    .execute();

const contentOf = (staged: StagedUpload, metadata: Record<string, unknown>) => ({
  name: staged.name,
  media_type: staged.mediaType,
  bytes: staged.bytes,
  content_hash: staged.hash,
  original_blob: staged.blobId,
  source_url: null,
  metadata: JSON.stringify(metadata),
});

const insertVersion = (
  tx: Tx,
  row: Row,
  versionId: string,
  staged: StagedUpload,
  metadata: Record<string, unknown>,
) =>
  tx
    .insertInto('documents')
    .values({
      app_id: row.app_id,
      document_id: versionId,
      replaces: row.document_id,
      ...contentOf(staged, metadata),
    })
    .execute();

/** A document that was never ready starts again with the new content; an earlier attempt can no longer write. */
async function startAnew(tx: Tx, row: Row, staged: StagedUpload, metadata: Record<string, unknown>) {
  const { app_id, document_id } = row;
  await removeChunks(tx, { appId: app_id, documentId: document_id });
  await tx
    .updateTable('documents')
    .set({
      ...contentOf(staged, metadata),
      status: 'queued',
      error: null,
      language: null,
      text_blob: null,
      chunk_count: 0,
      embedded_count: 0,
      token_count: 0,
      ingest_attempt: sql`ingest_attempt + 1`,
      updated_at: sql`now()`,
      ...(row.replaces ? { created_at: sql`now()` } : { replaced_at: sql`now()` }),
    })
    .where('app_id', '=', app_id)
    .where('document_id', '=', document_id)
    .execute();
}

/** Two documents of one app never have the same content: it would be arbitrary which one a citation means. */
async function sameElsewhere(call: AppCall, { hash }: StagedUpload): Promise<DocentError> {
  const other = await call.db
    .selectFrom('documents')
    .select(['document_id', 'replaces'])
    .where('app_id', '=', call.app.appId)
    .where('content_hash', '=', hash)
    .executeTakeFirst();
  return new DocentError('document_exists', undefined, {
    ...(other && { document_id: other.replaces ?? other.document_id }),
  });
}
