import { sql } from 'kysely';
import type { Worker } from '../worker.ts';

/** What every search reads. */
const TABLES = ['documents', 'chunks', 'vector_index', 'lexical_index', 'term_statistics'];
/** Of 8 kB: a table that has always been smaller is read as fast without statistics. */
const FEWEST_PAGES = 8;

/**
 * Renews the planner's statistics of the tables that have doubled since they were last read. Without them it takes an app's
 * chunks for a handful, and a search takes up to twice its time. Postgres does it by itself only after a minute or more, and the
 * embedded database never.
 */
export async function analyseTables({ db, log }: Pick<Worker, 'db' | 'log'>): Promise<void> {
  try {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class
      where oid = any(${TABLES}::text[]::regclass[])
        and pg_relation_size(oid) >= 8192 * greatest(2 * relpages, ${FEWEST_PAGES}::integer)`.execute(db);
    for (const { name } of rows)
      await db.transaction().execute(async (tx) => {
        // A tenth of the rows that are usually read: the embedded database is kept for 20 ms, not for 200.
        await sql`set local default_statistics_target = 10`.execute(tx);
        await sql`analyze (skip_locked) ${sql.table(name)}`.execute(tx);
      });
  } catch (error) {
    // It makes nothing wrong: what called it is done.
    log.warn({ err: error }, 'statistics of tables not renewed');
  }
}
