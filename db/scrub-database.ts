import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Connection } from './connect.ts';
import type { Db } from './database.ts';

const LONGEST_WAIT_MS = 60_000;

/**
 * Rewrites every table and index without deleted rows and drops the log that contains them: no file of the database's
 * folder has erased data then. Locks one table after the other.
 * @throws on Postgres if the user is not a superuser
 */
export async function scrubDatabase({ db, engine }: Connection): Promise<void> {
  if (engine.kind === 'postgres') await outlive(db);
  await sql`vacuum (full, analyze)`.execute(db);
  const embedded = engine.kind === 'embedded';
  // Otherwise old log segments are kept under new names, with their content.
  await (embedded ? sql`set wal_recycle = off` : sql`alter system set wal_recycle = off`).execute(db);
  if (!embedded) await sql`select pg_reload_conf()`.execute(db);
  try {
    for (let left = 1, round = 0; left > 0 || round < 2; round++) {
      // Segments prepared for later use are old ones under new names: go through all of them.
      const { rows } = await sql<{ left: number }>`
        select count(*)::integer as left from pg_ls_waldir()
        where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_insert_lsn())`.execute(db);
      left = rows[0]!.left;
      await sql`select pg_logical_emit_message(false, 'docent', 'scrub')`.execute(db);
      await sql`select pg_switch_wal()`.execute(db);
      await sql`checkpoint`.execute(db);
    }
  } finally {
    await (embedded ? sql`reset wal_recycle` : sql`alter system reset wal_recycle`).execute(db);
    if (!embedded) await sql`select pg_reload_conf()`.execute(db);
  }
}

/** An older transaction may still see deleted rows, and rewriting keeps them for it. @throws after a minute */
async function outlive(db: Db): Promise<void> {
  const began = new Date();
  for (;;) {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
        and (backend_xmin is not null or backend_xid is not null) and xact_start <= ${began}`.execute(db);
    if (rows.length === 0) return;
    if (Date.now() - began.getTime() > LONGEST_WAIT_MS)
      throw new Error(
        `Nothing was done. Transactions of the processes ${rows.map(({ pid }) => pid).join(', ')} have been open for a minute and may still see deleted rows. End them (pg_terminate_backend) and try again.`,
      );
    await sleep(500);
  }
}
