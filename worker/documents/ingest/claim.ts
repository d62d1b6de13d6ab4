// The fencing token: an attempt writes only while it holds the document's newest number.
import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { discardVersion } from '../../../shared/documents/publish-version.ts';
import type { Queue } from '../../../shared/platform/queue.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';

/** A document, or the new version of it: `rowId` names the row that is read, `documentId` what people see. */
export type Target = { appId: string; documentId: string; rowId: string };
export type Attempt = Target & { attempt: number };
export type Claim = Attempt & { originalBlob: string; mediaType: string; sourceUrl: string | null };

type Named = { app_id: string; document_id: string; version_id?: string | undefined };

export const targetOf = ({ app_id, document_id, version_id }: Named): Target => ({
  appId: app_id,
  documentId: document_id,
  rowId: version_id ?? document_id,
});

export const isVersion = ({ documentId, rowId }: Target): boolean => rowId !== documentId;

/** What a further job of the same target is given. */
export const payloadOf = (target: Target) => ({
  app_id: target.appId,
  document_id: target.documentId,
  ...(isVersion(target) && { version_id: target.rowId }),
});

/** Takes the document for a new attempt; undefined when it is gone or ready. */
export async function claimDocument({ db }: { db: Db }, target: Target): Promise<Claim | undefined> {
  const row = await db
    .updateTable('documents')
    .set({
      status: 'extracting',
      error: null,
      ingest_attempt: sql`ingest_attempt + 1`,
      updated_at: sql`now()`,
    })
    .where('app_id', '=', target.appId)
    .where('document_id', '=', target.rowId)
    .where('status', '!=', 'ready')
    .returning(['ingest_attempt', 'original_blob', 'media_type', 'source_url'])
    .executeTakeFirst();
  return (
    row && {
      ...target,
      attempt: row.ingest_attempt,
      originalBlob: row.original_blob,
      mediaType: row.media_type,
      sourceUrl: row.source_url,
    }
  );
}

type Held = { chunkCount: number };

/** Locks the document for this transaction if the claim still holds; undefined when it was deleted or taken over. */
export async function holdDocument(tx: Tx, attempt: Attempt): Promise<Held | undefined> {
  const rows = (id: string) =>
    tx
      .selectFrom('documents')
      .select('chunk_count')
      .where('app_id', '=', attempt.appId)
      .where('document_id', '=', id)
      .forUpdate();
  // The document before its version, as everybody locks them.
  if (isVersion(attempt) && !(await rows(attempt.documentId).executeTakeFirst())) return undefined;
  const row = await rows(attempt.rowId)
    .where('ingest_attempt', '=', attempt.attempt)
    .where('status', 'not in', ['ready', 'failed'])
    .executeTakeFirst();
  return row && { chunkCount: row.chunk_count };
}

/**
 * Ends the attempt with a reason for the person who uploaded the document, and tells the app's webhooks. Of a new
 * version only the reason stays: the document is what it was, and answers.
 */
export async function failDocument(
  { db, queue }: { db: Db; queue: Queue },
  attempt: Attempt,
  reason: string,
): Promise<void> {
  await db.transaction().execute((tx) => failHeld(tx, queue, attempt, reason));
}

/** The same in a transaction that is under way. */
export async function failHeld(tx: Tx, queue: Queue, attempt: Attempt, reason: string): Promise<void> {
  const { appId, documentId, rowId } = attempt;
  // A run that was overtaken must not fail what its successor has finished.
  const held = await holdDocument(tx, attempt);
  if (!held) return;
  const error = isVersion(attempt)
    ? `The new version could not be taken in; the one before it goes on answering. ${reason}`
    : reason;
  if (isVersion(attempt)) await discardVersion(tx, queue, { appId, documentId, versionId: rowId });
  await tx
    .updateTable('documents')
    .set({ error, updated_at: sql`now()`, ...(!isVersion(attempt) && { status: 'failed' as const }) })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
  await emitEvent(tx, queue, appId, 'document.failed', { document_id: documentId, error });
}
