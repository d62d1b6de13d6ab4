import { sql, type Selectable } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { DocumentsTable } from '../../db/tables/documents.ts';
import { removeChunks, removeStaged } from './publish-chunks.ts';

/** A document's content as it was uploaded or fetched; an uploaded one has no address. */
export type Content = {
  name: string;
  media_type: string;
  bytes: number;
  content_hash: string;
  original_blob: string;
  /** As JSON. */
  metadata: string;
  source_url: string | null;
  etag: string | null;
  last_modified: string | null;
};

/** The values of a row before its content is read. */
const UNREAD = {
  status: 'queued',
  language: null,
  text_blob: null,
  text_hash: null,
  ocr: null,
  chunk_count: 0,
  embedded_count: 0,
  token_count: 0,
  updated_at: sql<Date>`now()`,
} as const;

/**
 * Starts to ingest a content: as the document's new version if the document is ready, else as the document itself. An
 * earlier attempt can no longer write. The document must be locked; the caller enqueues the job that reads or fetches.
 */
export async function startReading(
  tx: Tx,
  row: Pick<Selectable<DocumentsTable>, 'app_id' | 'document_id' | 'status'>,
  content: Content,
): Promise<void> {
  const { app_id, document_id } = row;
  const isReady = row.status === 'ready';
  const remove = isReady ? removeStaged : removeChunks;
  await remove(tx, { appId: app_id, documentId: document_id });
  await tx
    .updateTable('documents')
    .set({
      ingest_attempt: sql`ingest_attempt + 1`,
      error: null,
      updated_at: sql`now()`,
      ...(!isReady && {
        ...content,
        ...UNREAD,
        publishing: false,
        // What is uploaded is no page of a source any more.
        ...(content.source_url === null && { source_id: null }),
        replaced_at: sql<Date>`now()`,
      }),
    })
    .where('app_id', '=', app_id)
    .where('document_id', '=', document_id)
    .execute();
  if (!isReady) return;
  await tx
    .insertInto('document_versions')
    .values({ app_id, document_id, ...content })
    .onConflict((conflict) =>
      conflict.columns(['app_id', 'document_id']).doUpdateSet({
        ...content,
        ...UNREAD,
        created_at: sql<Date>`excluded.created_at`,
        updated_at: sql<Date>`excluded.updated_at`,
      }),
    )
    .execute();
}
