import { sql } from 'kysely';
import type { Worker } from '../worker.ts';

/**
 * Puts the words that were collected for the index into it. Every search reads what is still collected, at most 2 MB;
 * Postgres does this by itself only when that is full or the table is vacuumed.
 */
export async function flushWords({ db, log }: Pick<Worker, 'db' | 'log'>): Promise<void> {
  try {
    await sql`select gin_clean_pending_list('lexical_index_terms')`.execute(db);
  } catch (error) {
    // Searches find the same without it.
    log.warn({ err: error }, 'collected words not put into the index');
  }
}
