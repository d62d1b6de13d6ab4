import { sql } from 'kysely';
import type { Connection } from './connect.ts';

/**
 * Rewrites every table and index without the space of deleted rows, and lets go of the log that still holds them: what
 * was erased is then in no file of the database's folder. Tables are locked one after the other meanwhile.
 * @throws on Postgres for a user that is no superuser
 */
export async function scrubDatabase({ db, engine }: Connection): Promise<void> {
  await sql`vacuum (full, analyze)`.execute(db);
  const embedded = engine.kind === 'embedded';
  // Old log segments are otherwise kept under new names, with what is written in them.
  await (embedded ? sql`set wal_recycle = off` : sql`alter system set wal_recycle = off`).execute(db);
  if (!embedded) await sql`select pg_reload_conf()`.execute(db);
  try {
    for (let round = 0; round < 2; round++) {
      await sql`select pg_switch_wal()`.execute(db);
      await sql`checkpoint`.execute(db);
    }
  } finally {
    await (embedded ? sql`reset wal_recycle` : sql`alter system reset wal_recycle`).execute(db);
    if (!embedded) await sql`select pg_reload_conf()`.execute(db);
  }
}
