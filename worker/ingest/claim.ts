// The fencing token: an attempt writes only while it holds the document's newest number.
import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { App } from '../../shared/app.ts';

export type Claim = {
  appId: string;
  documentId: string;
  attempt: number;
  originalBlob: string;
  mediaType: string;
};

/** Takes the document for a new attempt; undefined when it is gone or ready. */
export async function claimDocument(
  { db }: { db: Db },
  app: App,
  documentId: string,
): Promise<Claim | undefined> {
  const row = await db
    .updateTable('documents')
    .set({
      status: 'extracting',
      error: null,
      ingest_attempt: sql`ingest_attempt + 1`,
      updated_at: sql`now()`,
    })
    .where('app_id', '=', app.appId)
    .where('document_id', '=', documentId)
    .where('status', '!=', 'ready')
    .returning(['ingest_attempt', 'original_blob', 'media_type'])
    .executeTakeFirst();
  return (
    row && {
      appId: app.appId,
      documentId,
      attempt: row.ingest_attempt,
      originalBlob: row.original_blob,
      mediaType: row.media_type,
    }
  );
}

type Held = { chunkCount: number };

/** Locks the document for this transaction if the claim still holds; undefined when it was deleted or taken over. */
export async function holdDocument(
  tx: Tx,
  { appId, documentId, attempt }: Omit<Claim, 'originalBlob' | 'mediaType'>,
): Promise<Held | undefined> {
  const row = await tx
    .selectFrom('documents')
    .select('chunk_count')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('ingest_attempt', '=', attempt)
    .where('status', 'not in', ['ready', 'failed'])
    .forUpdate()
    .executeTakeFirst();
  return row && { chunkCount: row.chunk_count };
}

/** Ends the attempt with a reason for the person who uploaded the document. */
export async function failDocument(
  { db }: { db: Db },
  { appId, documentId, attempt }: Omit<Claim, 'originalBlob' | 'mediaType'>,
  reason: string,
): Promise<void> {
  await db
    .updateTable('documents')
    .set({ status: 'failed', error: reason, updated_at: sql`now()` })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('ingest_attempt', '=', attempt)
    // A run that was overtaken must not fail what its successor has finished.
    .where('status', 'not in', ['ready', 'failed'])
    .execute();
}
