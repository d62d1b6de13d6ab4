import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** For speed, the search tables have no foreign keys to their document. */
const TABLES = ['lexical_index', 'vector_index', 'staged_chunks'];

/** Removes chunks and vectors whose document is gone, and vectors that no search uses. There should be none. */
export async function sweepIndex({ db, log }: Worker, { signal }: Run<object>): Promise<void> {
  for (const table of TABLES) {
    signal.throwIfAborted();
    const { numAffectedRows } = await sql`
      delete from ${sql.id(table)} orphan where not exists (
        select from documents d where d.app_id = orphan.app_id and d.document_id = orphan.document_id)`.execute(
      db,
    );
    if (numAffectedRows)
      log.warn({ table, count: Number(numAffectedRows) }, 'removed rows without a document');
  }
  const { numAffectedRows } = await sql`
    delete from vector_index entry using apps app
    where app.app_id = entry.app_id and entry.generation <> app.embedding_generation and not exists (
      select from embedding_switches open where open.app_id = entry.app_id and open.generation = entry.generation
        and open.status not in ('finished', 'cancelled'))`.execute(db);
  if (numAffectedRows) log.warn({ count: Number(numAffectedRows) }, 'removed vectors of no generation');
}
