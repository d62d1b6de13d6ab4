// The fencing token: an attempt can write only while it holds the document's newest number.
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

/** The payload for a further job of the same target. */
export const payloadOf = (target: Target) => ({
  app_id: target.appId,
  document_id: target.documentId,
  ...(isVersion(target) && { version_id: target.rowId }),
});

/** Claims the document for a new attempt; undefined if it is gone or ready. */
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

/**
 * Locks the document for this transaction if the claim is still valid; undefined if it was deleted or claimed by
 * another attempt.
 */
export async function holdDocument(tx: Tx, attempt: Attempt): Promise<Held | undefined> {
  const rows = (id: string) =>
    tx
      .selectFrom('documents')
      .select('chunk_count')
      .where('app_id', '=', attempt.appId)
      .where('document_id', '=', id)
      .forUpdate();
  // Locks the document before its version, like everyone else.
  if (isVersion(attempt) && !(await rows(attempt.documentId).executeTakeFirst())) return undefined;
  const row = await rows(attempt.rowId)
    .where('ingest_attempt', '=', attempt.attempt)
    .where('status', 'not in', ['ready', 'failed'])
    .executeTakeFirst();
  return row && { chunkCount: row.chunk_count };
}

/**
 * Ends the attempt with a reason for the uploader, and sends a webhook. For a new version only the reason is stored:
 * the document does not change.
 */
export async function failDocument(
  { db, queue }: { db: Db; queue: Queue },
  attempt: Attempt,
  reason: string,
): Promise<void> {
  await db.transaction().execute((tx) => failHeld(tx, queue, attempt, reason));
}

/** The same within a running transaction. */
export async function failHeld(tx: Tx, queue: Queue, attempt: Attempt, reason: string): Promise<void> {
  const { appId, documentId, rowId } = attempt;
  // An attempt that was overtaken must not fail its successor's result.
  const held = await holdDocument(tx, attempt);
  if (!held) return;
  const error = isVersion(attempt)
    ? `The new version could not be processed. The previous version stays in use. ${reason}`
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
