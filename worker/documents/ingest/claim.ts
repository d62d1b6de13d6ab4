// The fencing token: an attempt can write only while it holds the document's newest number.
import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { uniqueViolation } from '../../../db/unique-violation.ts';
import { discardVersion } from '../../../shared/documents/discard-version.ts';
import type { Context } from '../../../shared/context.ts';
import { queueNotice } from '../../../shared/mail/queue-notice.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { Validators } from './fetch-page.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';

/** What is ingested: the document or, if it is ready, its new version. This never changes during an attempt. */
export type Target = { appId: string; documentId: string };
export type Attempt = Target & { attempt: number };
export type Claim = Attempt & {
  name: string;
  originalBlob: string;
  mediaType: string;
  sourceUrl: string | null;
  /** Of the document that a version replaces: its size, its content, and what its server said of it. */
  replaced: number;
  contentHash?: string;
  validators?: Validators;
};

/** A version would replace content that a legal hold keeps. */
export const LEGAL_HOLD =
  'A legal hold was started in the meantime, so nothing can be replaced. Upload the version again after an admin has lifted it.';

/** Only for versions: another document got the same content in the meantime. */
export const CONTENT_TAKEN = 'Another document of this app has identical content.';
export const isTaken = (error: unknown): boolean => uniqueViolation(error)?.includes('content_hash') === true;

export const targetOf = (payload: { app_id: string; document_id: string }): Target => ({
  appId: payload.app_id,
  documentId: payload.document_id,
});

/** The payload for a further job of the same target. */
export const payloadOf = ({ appId, documentId }: Target) => ({ app_id: appId, document_id: documentId });

/** Claims the document for a new attempt; undefined if it is gone, or ready without a new version. */
export async function claimDocument({ db }: { db: Db }, target: Target): Promise<Claim | undefined> {
  const row = await db
    .updateTable('documents')
    .set({
      status: 'extracting',
      error: null,
      waiting_for: null,
      ingest_attempt: sql`ingest_attempt + 1`,
      updated_at: sql`now()`,
    })
    .where('app_id', '=', target.appId)
    .where('document_id', '=', target.documentId)
    .where('status', '!=', 'ready')
    .returning(['ingest_attempt', 'name', 'original_blob', 'media_type', 'source_url'])
    .executeTakeFirst();
  if (!row) return db.transaction().execute((tx) => claimVersion(tx, target));
  return {
    ...target,
    attempt: row.ingest_attempt,
    name: row.name,
    originalBlob: row.original_blob,
    mediaType: row.media_type,
    sourceUrl: row.source_url,
    replaced: 0,
  };
}

async function claimVersion(tx: Tx, target: Target): Promise<Claim | undefined> {
  const document = await countAttempt(tx, target);
  const version = await tx
    .updateTable('document_versions')
    .set({ status: 'extracting', waiting_for: null, updated_at: sql`now()` })
    .where('app_id', '=', target.appId)
    .where('document_id', '=', target.documentId)
    .returning(['name', 'original_blob', 'media_type', 'source_url'])
    .executeTakeFirst();
  if (!document || !version) return undefined;
  const { name, original_blob: originalBlob, media_type: mediaType, source_url: sourceUrl } = version;
  const claim = { ...target, attempt: document.ingest_attempt, name, originalBlob, mediaType, sourceUrl };
  return {
    ...claim,
    replaced: document.bytes,
    contentHash: document.content_hash,
    // They are of another address otherwise.
    ...(sourceUrl === document.source_url && {
      validators: { etag: document.etag, lastModified: document.last_modified },
    }),
  };
}

/** Locks the document before its version, like everyone else. */
const countAttempt = (tx: Tx, { appId, documentId }: Target) =>
  tx
    .updateTable('documents')
    .set({ ingest_attempt: sql`ingest_attempt + 1` })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('status', '=', 'ready')
    .returning(['ingest_attempt', 'bytes', 'content_hash', 'source_url', 'etag', 'last_modified'])
    .executeTakeFirst();

/** table: where the progress of the attempt is stored. */
type Locked = { table: 'documents' | 'document_versions'; chunkCount: number; publishing: boolean };

/**
 * Locks the document for this transaction if the claim is still valid; undefined if it was deleted or claimed by
 * another attempt.
 */
export async function lockDocument(tx: Tx, attempt: Attempt): Promise<Locked | undefined> {
  const document = await tx
    .selectFrom('documents')
    .select(['status', 'chunk_count', 'publishing'])
    .where('app_id', '=', attempt.appId)
    .where('document_id', '=', attempt.documentId)
    .where('ingest_attempt', '=', attempt.attempt)
    .where('status', '!=', 'failed')
    .forUpdate()
    .executeTakeFirst();
  if (!document) return undefined;
  const { publishing } = document;
  if (document.status !== 'ready')
    return { table: 'documents', chunkCount: document.chunk_count, publishing };
  const version = await tx
    .selectFrom('document_versions')
    .select('chunk_count')
    .where('app_id', '=', attempt.appId)
    .where('document_id', '=', attempt.documentId)
    .executeTakeFirst();
  return version && { table: 'document_versions', chunkCount: version.chunk_count, publishing };
}

/**
 * Ends the attempt with a reason for the uploader, and sends a webhook and mails. For a new version only the reason is
 * stored: the document does not change.
 */
export async function failDocument(
  ctx: Failing & { db: Db },
  attempt: Attempt,
  reason: string,
): Promise<void> {
  await ctx.db.transaction().execute((tx) => failLocked(tx, ctx, attempt, reason));
}

type Failing = Pick<Context, 'queue' | 'config'>;

/** The same within a running transaction. */
export async function failLocked(tx: Tx, ctx: Failing, attempt: Attempt, reason: string): Promise<void> {
  const { queue } = ctx;
  const { appId, documentId } = attempt;
  // An attempt that was overtaken must not fail its successor's result.
  const locked = await lockDocument(tx, attempt);
  if (!locked) return;
  const isVersion = locked.table === 'document_versions';
  const error = isVersion
    ? `The new version could not be processed. The previous version stays in use. ${reason}`
    : reason;
  if (isVersion) await discardVersion(tx, queue, { appId, documentId });
  await tx
    .updateTable('documents')
    .set({
      error,
      waiting_for: null,
      updated_at: sql`now()`,
      ...(!isVersion && { status: 'failed' as const }),
    })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
  await emitEvent(tx, queue, appId, 'document.failed', { document_id: documentId, error });
  await queueNotice(ctx, tx, 'failed_ingests', [newId('evt')], appId);
}
