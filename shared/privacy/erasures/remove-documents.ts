import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { removeChunks } from '../../documents/publish-chunks.ts';
import { addCounts, removedNothing, type Removed } from './removed.ts';

/**
 * Removes documents with everything derived from them or quoting them: text, chunks, vectors, statistics, answers
 * that cite them, stored results, a new version. A running ingestion can no longer write. A second call removes what
 * has arrived since. The caller removes the files: `blobIds`.
 */
export async function removeDocuments(tx: Tx, appId: string, documentIds: string[]): Promise<Removed> {
  if (documentIds.length === 0) return removedNothing();
  const ids = sql`any(${documentIds}::text[])`;
  const ours = sql`app_id = ${appId} and document_id = ${ids}`;
  const { rows: found } = await sql<{ document_id: string }>`
    select document_id from documents where ${ours} order by document_id for update`.execute(tx);
  let counts: Record<string, number> = {};
  for (const documentId of documentIds)
    counts = addCounts(counts, await removeChunks(tx, { appId, documentId }));
  // Removed after the documents are locked, so that no version can start any more.
  const versions = await sql`delete from document_versions where ${ours}`.execute(tx);
  await sql`delete from documents where ${ours}`.execute(tx);
  const quotes = await withdrawQuotes(tx, appId, documentIds);
  const { rows } = await sql<{ results: number; events: number }>`
    with results as (
      delete from idempotent_results where app_id = ${appId} and document_ids && ${documentIds}::text[] returning 1
    ), events as (
      delete from webhook_events where app_id = ${appId} and data->>'document_id' = ${ids} returning 1
    )
    select (select count(*) from results) as results, (select count(*) from events) as events`.execute(tx);
  const { rows: blobs } = await sql<{ blob_id: string }>`select blob_id from blobs where ${ours}`.execute(tx);
  return {
    ...removedNothing(),
    documentIds: found.map((row) => row.document_id),
    messageIds: quotes.messageIds,
    blobIds: blobs.map((row) => row.blob_id),
    counts: addCounts(counts, {
      documents: found.length,
      document_versions: Number(versions.numAffectedRows),
      ...quotes.counts,
      idempotent_results: rows[0]!.results,
      webhook_events: rows[0]!.events,
    }),
  };
}

/** Answers that cite a document contain its text: they lose text, citations and stored events. */
async function withdrawQuotes(tx: Tx, appId: string, documentIds: string[]) {
  const { rows: cited } = await sql<{ message_id: string }>`
    delete from citations where app_id = ${appId} and document_id = any(${documentIds}::text[])
    returning message_id`.execute(tx);
  const messageIds = [...new Set(cited.map((row) => row.message_id))];
  if (messageIds.length === 0) return { messageIds, counts: { citations: 0, answers: 0 } };
  const those = sql`app_id = ${appId} and message_id = any(${messageIds}::text[])`;
  const { rows } = await sql<{ citations: number; answer_events: number; feedback: number }>`
    with others as (delete from citations where ${those} returning 1),
    events as (delete from answer_events where ${those} returning 1),
    comments as (update feedback set comment = null where ${those} and comment is not null returning 1),
    answers as (update messages set content = ''::bytea, finish_reason = 'erased' where ${those} returning session_id)
    select (select count(*) from others) as citations, (select count(*) from events) as answer_events,
      (select count(*) from comments) as feedback`.execute(tx);
  // The preview of a session is the start of its last answer.
  await sql`
    update sessions set preview = null where app_id = ${appId} and preview is not null and (
      select last.message_id from messages last
      where last.app_id = ${appId} and last.session_id = sessions.session_id and last.role = 'assistant'
      order by last.message_id desc limit 1) = any(${messageIds}::text[])
    and session_id in (select session_id from messages where ${those})`.execute(tx);
  const { citations, ...more } = rows[0]!;
  return {
    messageIds,
    counts: { citations: cited.length + citations, answers: messageIds.length, ...more },
  };
}
