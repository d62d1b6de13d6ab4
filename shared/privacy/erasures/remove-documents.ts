import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import { removeChunks } from '../../documents/publish-chunks.ts';
import { noTraces, removeTraces } from './remove-traces.ts';
import { addCounts, removedNothing, type Removed } from './removed.ts';

/**
 * Removes documents with everything derived from them or quoting them: text, chunks, vectors, statistics, answers
 * that cite them, stored results, a new version. A running ingestion can no longer write. A second call removes what
 * has arrived since. The caller removes the files: `blobIds`.
 */
export async function removeDocuments(tx: Tx, appId: string, documentIds: string[]): Promise<Removed> {
  if (documentIds.length === 0) return removedNothing();
  const found = await tx
    .selectFrom('documents')
    .select('document_id')
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(documentIds))
    .orderBy('document_id')
    .forUpdate()
    .execute();
  let counts: Record<string, number> = {};
  for (const documentId of documentIds)
    counts = addCounts(counts, await removeChunks(tx, { appId, documentId }));
  const cited = await tx
    .selectFrom('citations')
    .select('message_id')
    .distinct()
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(documentIds))
    .execute();
  const blobs = await tx
    .selectFrom('blobs')
    .select('blob_id')
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(documentIds))
    .execute();
  const messageIds = cited.map((row) => row.message_id);
  // Answers that cite a document contain its text. The documents are locked, so no version can start any more.
  const traces = { ...noTraces, documentIds, messageIds };
  counts = addCounts(counts, await removeTraces(tx, appId, traces));
  await removePreviews(tx, appId, messageIds);
  return {
    ...removedNothing(),
    documentIds: found.map((row) => row.document_id),
    messageIds,
    blobIds: blobs.map((row) => row.blob_id),
    counts,
  };
}

/** The preview of a session is the start of its last answer. */
async function removePreviews(tx: Tx, appId: string, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const those = sql`app_id = ${appId} and message_id = any(${messageIds}::text[])`;
  await sql`
    update sessions set preview = null where app_id = ${appId} and preview is not null and (
      select last.message_id from messages last
      where last.app_id = ${appId} and last.session_id = sessions.session_id and last.role = 'assistant'
      order by last.message_id desc limit 1) = any(${messageIds}::text[])
    and session_id in (select session_id from messages where ${those})`.execute(tx);
}
