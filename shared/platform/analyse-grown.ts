import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { Log } from './log.ts';

/** Of 8 kB: a table that has always been smaller is read as fast without statistics. */
const FEWEST_PAGES = 8;

/**
 * Renews the planner's statistics of the tables that have doubled since they were last read. Without them it takes an app's
 * rows for a handful, and reads all of them where one is asked for.
 * @param tables names; default: all
 */
export async function analyseGrown({ db, log }: { db: Db; log: Log }, tables?: string[]): Promise<void> {
  try {
    const isMeant = tables
      ? sql`oid = any(${tables}::text[]::regclass[])`
      : sql`relkind = 'r' and relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace)`;
    const { rows } = await sql<{ schema: string; name: string }>`
      select relnamespace::regnamespace::text as schema, relname as name from pg_class
      where ${isMeant} and pg_relation_size(oid) >= 8192 * greatest(2 * relpages, ${FEWEST_PAGES}::integer)`.execute(
      db,
    );
    for (const { schema, name } of rows)
      await db.transaction().execute(async (tx) => {
        // A tenth of the rows that are usually read: the embedded database is kept for 20 ms, not for 200.
        await sql`set local default_statistics_target = 10`.execute(tx);
        await sql`analyze (skip_locked) ${sql.table(`${schema}.${name}`)}`.execute(tx);
      });
  } catch (error) {
    // It makes nothing wrong: what called it is done.
    log.warn({ err: error }, 'statistics of tables not renewed');
  }
}
