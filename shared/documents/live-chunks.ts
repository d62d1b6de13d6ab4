// The one place where chunks become findable and cease to be: search and its statistics change together.
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

type Ref = { appId: string; documentId: string };

/** Statistics rows are shared by all documents of an app: one writer at a time, or two would wait for each other. */
const lockStatistics = (tx: Tx, appId: string) =>
  sql`select from apps where app_id = ${appId} for no key update`.execute(tx);

/** Makes all chunks of a document findable and counts their terms. */
export async function publishChunks(tx: Tx, { appId, documentId }: Ref): Promise<void> {
  await lockStatistics(tx, appId);
  await sql`
    with published as (
      update chunk_index set live = true
      where app_id = ${appId} and document_id = ${documentId} and not live
      returning terms
    )
    insert into term_statistics (app_id, term_id, chunks)
    select ${appId}, term, count(*) from published, unnest(array_append(terms, 0)) as term group by term
    on conflict (app_id, term_id) do update set chunks = term_statistics.chunks + excluded.chunks`.execute(tx);
}

/** Removes all chunks and vectors of a document, and what its terms counted. */
export async function removeChunks(tx: Tx, { appId, documentId }: Ref): Promise<void> {
  await lockStatistics(tx, appId);
  await sql`
    with removed as (
      delete from chunk_index where app_id = ${appId} and document_id = ${documentId} returning live, terms
    ), counted as (
      select term, count(*) as chunks from removed, unnest(array_append(terms, 0)) as term where live group by term
    )
    update term_statistics set chunks = term_statistics.chunks - counted.chunks
    from counted where app_id = ${appId} and term_id = counted.term`.execute(tx);
  await sql`delete from term_statistics where app_id = ${appId} and chunks <= 0`.execute(tx);
  await tx.deleteFrom('chunks').where('app_id', '=', appId).where('document_id', '=', documentId).execute();
}
