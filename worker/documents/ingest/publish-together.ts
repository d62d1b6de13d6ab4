import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import { settleCalls } from '../../../shared/billing/ledger/settle-calls.ts';
import { lockStatistics, publishRows } from '../../../shared/documents/publish-chunks.ts';
import { toVectors } from '../../../shared/retrieval/to-vector.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';
import type { PreparedDocument } from '../compute/operations.ts';
import { announceReady } from './announce-ready.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { textRows, wordRows, type NewChunk } from './chunk-rows.ts';
import type { Claim } from './claim.ts';
import type { EmbeddedPieces } from './embed-pieces.ts';
import { noteLanguages } from './note-languages.ts';
import { noteParts } from './note-parts.ts';

export type ReadDocument = { claim: Claim; prepared: PreparedDocument };

/**
 * Makes documents searchable and ready, and settles the calls that embedded them, in one transaction.
 * @param textBlobs by document; embedded: the vectors of all chunks, in the documents' order
 * @returns dollars: of the calls; done: ids of the documents, those included that were overtaken or deleted
 */
export async function publishTogether(
  worker: Worker,
  app: App,
  documents: ReadDocument[],
  textBlobs: string[],
  embedded: EmbeddedPieces[],
): Promise<{ dollars: number; done: string[] }> {
  const { appId } = app;
  const vectors = embedded.flatMap((one) => one.vectors);
  const inParts = partsOf(embedded);
  let next = 0;
  const all = documents.map(({ claim, prepared }, index) => {
    const first = next;
    next += prepared.chunks.length;
    return { claim, prepared, textBlob: textBlobs[index]!, first };
  });
  return worker.db.transaction().execute(async (tx) => {
    const calls = embedded.map(({ call }) => call);
    const dollars = await settleCalls(tx, appId, calls);
    const valid = await lockAll(tx, appId, documents);
    const kept = all.filter(({ claim }) => valid.has(claim.documentId));
    const lost = all.filter(({ claim }) => !valid.has(claim.documentId));
    // From here until the end, the app's model cannot change.
    await lockStatistics(tx, appId);
    await requireGeneration(tx, app);
    const places: number[] = [];
    const rows = kept.flatMap(({ claim, prepared, first }) =>
      prepared.chunks.map((chunk, index): NewChunk => {
        places.push(first + index);
        return { chunkId: newId('chk'), documentId: claim.documentId, chunk };
      }),
    );
    if (rows.length > 0) {
      const { connection } = worker;
      const where = sql`owner.app_id = ${appId}`;
      const given = await toVectors(
        connection,
        places.map((place) => vectors[place]!),
      );
      await publishRows(tx, {
        texts: { from: sql`apps owner cross join ${textRows(connection, rows)}`, where },
        vectors: {
          from: sql`(select app_id, ${app.embedding.generation}::integer as generation from apps) owner
            cross join unnest(${rows.map((row) => row.chunkId)}::text[], ${rows.map((row) => row.documentId)}::text[],
              ${places.map((place) => inParts.has(place))}::boolean[], ${given}) as given (chunk_id, document_id, in_parts, embedding)`,
          where,
        },
        words: { from: sql`apps owner cross join ${await wordRows(connection, rows)}`, where },
      });
    }
    await markReady(tx, appId, kept);
    await noteLanguages(
      tx,
      app,
      kept.map(({ prepared }) => prepared.language),
    );
    const parted = new Set(
      rows.flatMap(({ documentId }, index) => (inParts.has(places[index]!) ? [documentId] : [])),
    );
    for (const { claim } of kept)
      if (parted.has(claim.documentId)) await noteParts(tx, 'documents', 'vector_index', claim);
    if (app.webhookEvents.includes('document.ready'))
      for (const { claim } of kept) await announceReady(tx, worker, claim);
    await dropLeftovers(
      tx,
      worker,
      appId,
      kept,
      lost.map(({ textBlob }) => textBlob),
    );
    return { dollars, done: all.map(({ claim }) => claim.documentId) };
  });
}

/** Indexes of all chunks that were embedded in parts. */
function partsOf(embedded: EmbeddedPieces[]): Set<number> {
  const parts = new Set<number>();
  let first = 0;
  for (const { vectors, inParts } of embedded) {
    for (const index of inParts) parts.add(first + index);
    first += vectors.length;
  }
  return parts;
}

/** Locks the documents whose claims are still valid. @returns their ids */
async function lockAll(tx: Tx, appId: string, documents: ReadDocument[]): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('documents')
    .select(['document_id', 'ingest_attempt', 'status'])
    .where('app_id', '=', appId)
    .where('document_id', '=', anyOf(documents.map(({ claim }) => claim.documentId)))
    // In the order of uploads, so that nobody waits in a circle.
    .orderBy(sql`content_hash collate "C"`)
    .forUpdate()
    .execute();
  const found = new Map(rows.map((row) => [row.document_id, row]));
  const isValid = ({ claim }: ReadDocument) => {
    const row = found.get(claim.documentId);
    return row?.ingest_attempt === claim.attempt && row.status !== 'failed' && row.status !== 'ready';
  };
  return new Set(documents.filter(isValid).map(({ claim }) => claim.documentId));
}

/** @throws if the app has another model than the one that embedded: everything is embedded again */
async function requireGeneration(tx: Tx, { appId, embedding }: App): Promise<void> {
  const { embedding_generation } = await tx
    .selectFrom('apps')
    .select('embedding_generation')
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  if (embedding_generation !== embedding.generation)
    throw new Error('the app was switched to another embedding model meanwhile');
}

type Kept = ReadDocument & { textBlob: string };

async function markReady(tx: Tx, appId: string, kept: Kept[]): Promise<void> {
  const rows = kept.map(({ claim, prepared, textBlob }) => ({
    document_id: claim.documentId,
    title: prepared.title,
    language: prepared.language,
    chunk_count: prepared.chunks.length,
    token_count: prepared.tokenCount,
    text_blob: textBlob,
    text_hash: prepared.hash,
    warnings: prepared.warnings,
  }));
  await sql`
    update documents set status = 'ready', ready_at = now(), updated_at = now(), waiting_for = null,
      next_in_parts = false, title = given.title, language = given.language, chunk_count = given.chunk_count,
      embedded_count = given.chunk_count, token_count = given.token_count, text_blob = given.text_blob,
      text_hash = given.text_hash, warnings = given.warnings
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (document_id text, title text, language text,
      chunk_count integer, token_count integer, text_blob text, text_hash text, warnings jsonb)
    where app_id = ${appId} and documents.document_id = given.document_id`.execute(tx);
}

/** Files and pages of earlier attempts, and texts of documents that are not there any more. */
async function dropLeftovers(
  tx: Tx,
  { queue }: Worker,
  appId: string,
  kept: Kept[],
  textBlobs: string[],
): Promise<void> {
  const ids = anyOf(kept.map(({ claim }) => claim.documentId));
  const { rows } = await sql<{ blob_id: string }>`
    select blob_id from blobs join documents using (app_id, document_id)
    where app_id = ${appId} and document_id = ${ids}
      and blob_id <> original_blob and blob_id is distinct from text_blob`.execute(tx);
  await sql`
    delete from recognised_pages page using documents
    where page.app_id = ${appId} and page.document_id = ${ids} and documents.app_id = page.app_id
      and documents.document_id = page.document_id and page.original_blob <> documents.original_blob`.execute(
    tx,
  );
  const blob_ids = [...rows.map(({ blob_id }) => blob_id), ...textBlobs];
  if (blob_ids.length > 0) await queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids });
}
