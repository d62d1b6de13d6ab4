import type { Tx } from '../../../db/database.ts';
import { requireBudget } from '../../../shared/billing/ledger/require-budget.ts';
import { measureRoom } from '../../../shared/billing/ledger/measure-room.ts';
import { dropUnclaimed } from '../../../shared/documents/drop-unclaimed.ts';
import { findContent } from '../../../shared/documents/find-content.ts';
import { startReading } from '../../../shared/documents/start-reading.ts';
import { isSmall } from '../../../shared/documents/is-small.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { KeptPage } from '../ingest/keep-page.ts';
import type { Worker } from '../../worker.ts';
import type { SourceRun } from './source-run.ts';
import type { SourcePage } from './visit.ts';

export type Stored =
  | { is: 'added' | 'changed' | 'unchanged'; documentId: string }
  | { is: 'duplicate'; of: string | null }
  | { is: 'kept'; message: string }
  /** The document was erased meanwhile. */
  | { is: 'gone' };

type Given = { page: SourcePage; kept: KeptPage; textHash: string | null; onLegalHold: boolean };

/**
 * Makes a page's content a document, or the new version of the page's document, in the transaction that notes the visit.
 * @param given onLegalHold: nothing may be replaced
 * @throws quota_exceeded
 */
export async function storePage(worker: Worker, tx: Tx, run: SourceRun, given: Given): Promise<Stored> {
  const { page, kept, textHash, onLegalHold } = given;
  const { app_id, source_id } = run.own;
  const requireRoom = await measureRoom(
    tx,
    run.app,
    page.document_id === null ? ['documents', 'stored_bytes'] : ['stored_bytes'],
  );
  const row =
    page.document_id === null
      ? undefined
      : await tx
          .selectFrom('documents')
          .selectAll()
          .where('app_id', '=', app_id)
          .where('document_id', '=', page.document_id)
          .forUpdate()
          .executeTakeFirst();
  if (page.document_id !== null && !row) return { is: 'gone' };
  if (row && row.source_id !== source_id)
    return { is: 'kept', message: 'A version was uploaded in its place, which the source leaves alone.' };
  if (row?.content_hash === kept.hash) return { is: 'unchanged', documentId: row.document_id };
  const twin = await findTwin(tx, run, page, kept.hash, textHash);
  if (twin?.isMissing && !row) return takeOver(tx, run, twin, kept);
  if (twin) return { is: 'duplicate', of: twin.pageId };
  if (row && onLegalHold)
    return { is: 'kept', message: 'The app is on legal hold, so the new version was not taken.' };
  const content = {
    name: kept.name,
    media_type: kept.mediaType,
    bytes: kept.bytes,
    content_hash: kept.hash,
    original_blob: kept.blobId,
    source_url: kept.url.href,
    etag: kept.validators.etag,
    last_modified: kept.validators.lastModified,
    metadata: JSON.stringify(run.metadata),
  };
  const documentId = row?.document_id ?? newId('doc');
  if (row) await startReading(tx, row, content);
  else
    await tx
      .insertInto('documents')
      .values({ app_id, document_id: documentId, source_id, ...content })
      .execute();
  await tx
    .updateTable('blobs')
    .set({ document_id: documentId })
    .where('app_id', '=', app_id)
    .where('blob_id', '=', kept.blobId)
    .execute();
  if (row) await dropUnclaimed(tx, worker.queue, app_id, documentId);
  await requireRoom();
  await requireBudget(tx, app_id);
  const payload = { app_id, document_id: documentId };
  await worker.queue.sendAll(tx, 'read-document', [{ payload, small: !row && isSmall(kept) }]);
  return { is: row ? 'changed' : 'added', documentId };
}

/** `isMissing`: a page of this source that was not there when it was last visited. */
type Twin = { pageId: string | null; documentId: string; isMissing: boolean };

/** Another page or document with the same bytes, or another page with the same text. */
async function findTwin(
  tx: Tx,
  { own }: SourceRun,
  page: SourcePage,
  hash: string,
  textHash: string | null,
): Promise<Twin | undefined> {
  const pages = tx
    .selectFrom('source_pages')
    .select(['page_id', 'document_id', 'misses'])
    .where(({ and }) => and(own))
    .where('page_id', '!=', page.page_id)
    .where('document_id', 'is not', null);
  const toTwin = (row: { page_id: string; document_id: string | null; misses: number }) => ({
    pageId: row.page_id,
    documentId: row.document_id!,
    isMissing: row.misses > 0,
  });
  const alike =
    textHash === null ? undefined : await pages.where('text_hash', '=', textHash).executeTakeFirst();
  if (alike) return toTwin(alike);
  const documentId = await findContent(tx, own.app_id, hash);
  if (!documentId || documentId === page.document_id) return undefined;
  const owner = await pages.where('document_id', '=', documentId).executeTakeFirst();
  return owner ? toTwin(owner) : { pageId: null, documentId, isMissing: false };
}

/** The page of a document is gone, and this one says the same: it is the document's page from now on. */
async function takeOver(
  tx: Tx,
  { own }: SourceRun,
  { pageId, documentId }: Twin,
  kept: KeptPage,
): Promise<Stored> {
  const { numUpdatedRows } = await tx
    .updateTable('documents')
    .set({ source_url: kept.url.href, etag: null, last_modified: null })
    .where(({ and }) => and({ ...own, document_id: documentId }))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return { is: 'duplicate', of: pageId };
  await tx
    .updateTable('source_pages')
    .set({ document_id: null, content_hash: null, text_hash: null, etag: null, last_modified: null })
    .where(({ and }) => and({ ...own, page_id: pageId! }))
    .execute();
  return { is: 'unchanged', documentId };
}
