// The only place where chunks become searchable and stop being so: chunks and statistics change together.
import { sql, type RawBuilder } from 'kysely';
import type { Tx } from '../../db/database.ts';

type Ref = { appId: string; documentId: string };

/**
 * All documents of an app share the statistics rows: one writer at a time, otherwise two would deadlock. While it is
 * locked, the app's embedding model cannot change.
 */
export const lockStatistics = (tx: Tx, appId: string) =>
  tx.selectFrom('apps').select('app_id').where('app_id', '=', appId).forNoKeyUpdate().execute();

/**
 * Makes all staged chunks of a document, or of its new version, readable and searchable, and counts their terms. Their
 * vectors must be of the app's generation; those for a running embedding switch are made afterwards.
 */
export async function publishChunks(tx: Tx, { appId, documentId }: Ref): Promise<void> {
  await lockStatistics(tx, appId);
  await publishStaged(tx, sql`owner.app_id = ${appId} and document_id = ${documentId}`);
}

/** The same for those staged chunks that meet a condition. The statistics must be locked. */
export async function publishStaged(tx: Tx, where: RawBuilder<unknown>): Promise<void> {
  const rows = { from: sql`staged_chunks owner`, where };
  await publishRows(tx, { texts: rows, vectors: rows, words: rows });
  await sql`delete from staged_chunks owner where ${where}`.execute(tx);
}

/** Where rows come from: a table with `app_id` called `owner`, which may be joined, and a condition that names the app. */
export type Rows = { from: RawBuilder<unknown>; where: RawBuilder<unknown> };

/**
 * Makes rows chunks that can be found, and counts their terms. The statistics must be locked.
 * @param rows with the columns of `staged_chunks` that each of the tables needs
 */
export async function publishRows(
  tx: Tx,
  { texts, vectors, words }: { texts: Rows; vectors: Rows; words: Rows },
): Promise<void> {
  await sql`
    insert into chunks (app_id, document_id, ordinal, chunk_id, text, headings, table_header, page, ocr, span_start, span_end, tokens)
    select owner.app_id, document_id, ordinal, chunk_id, text, headings, table_header, page, ocr, span_start, span_end, tokens
    from ${texts.from} where ${texts.where}`.execute(tx);
  await sql`
    insert into vector_index (app_id, generation, chunk_id, document_id, embedding, in_parts)
    select owner.app_id, generation, chunk_id, document_id, embedding::embedding, in_parts
    from ${vectors.from} where ${vectors.where}`.execute(tx);
  await sql`
    insert into lexical_index (app_id, chunk_id, document_id, lexical, terms)
    select owner.app_id, chunk_id, document_id, lexical, terms from ${words.from} where ${words.where}`.execute(
    tx,
  );
  // Unnested in the list of columns: joined with a function, it takes three times as long.
  await sql`
    insert into term_statistics (app_id, term_id, chunks)
    select app_id, term, count(*) from (
      select owner.app_id, unnest(array_append(terms, 0)) as term from ${words.from} where ${words.where}) occurrence
    group by app_id, term
    on conflict (app_id, term_id) do update set chunks = term_statistics.chunks + excluded.chunks`.execute(
    tx,
  );
}

/** Removes all chunks, vectors and term counts of a document, published or not. @returns rows by table */
export async function removeChunks(tx: Tx, ref: Ref): Promise<Record<string, number>> {
  return { ...(await removePublished(tx, ref)), staged_chunks: await removeStaged(tx, ref) };
}

/** Removes the chunks of a document, or of its new version, that are not published yet. @returns how many there were */
export async function removeStaged(tx: Tx, { appId, documentId }: Ref): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('staged_chunks')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Removes the chunks of a document that are published. @returns rows by table */
export async function removePublished(tx: Tx, { appId, documentId }: Ref): Promise<Record<string, number>> {
  await lockStatistics(tx, appId);
  const { rows } = await sql<Record<string, number>>`
    with removed as (
      delete from lexical_index where app_id = ${appId} and document_id = ${documentId} returning terms
    ), vectors as (
      delete from vector_index where app_id = ${appId} and document_id = ${documentId} returning 1
    ), texts as (
      delete from chunks where app_id = ${appId} and document_id = ${documentId} returning 1
    ), counted as (
      select term, count(*) as chunks from removed, unnest(array_append(terms, 0)) as term group by term
    ), uncounted as (
      update term_statistics set chunks = term_statistics.chunks - counted.chunks
      from counted where app_id = ${appId} and term_id = counted.term
    )
    select (select count(*) from removed) as lexical_index, (select count(*) from vectors) as vector_index,
      (select count(*) from texts) as chunks`.execute(tx);
  await tx.deleteFrom('term_statistics').where('app_id', '=', appId).where('chunks', '<=', 0).execute();
  return rows[0]!;
}
