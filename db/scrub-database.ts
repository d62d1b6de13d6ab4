import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Connection } from './connect.ts';
import { hasWorkers } from './distribution/distribute.ts';
import { rewriteParts, runOnWorkers } from './distribution/run-on-workers.ts';

const LONGEST_WAIT_MS = 60_000;

/** Runs a statement where rows are. @returns its first value, of each machine */
type Everywhere = (statement: string) => Promise<string[]>;

/**
 * Rewrites every table and index without deleted rows and drops the log that contains them: no file of the database's
 * folder has erased data then, on any machine of Citus. Locks one table after the other.
 * @throws on Postgres if the user is not a superuser
 */
export async function scrubDatabase({ db, engine }: Connection): Promise<void> {
  const distributed = await hasWorkers(db);
  const everywhere: Everywhere = async (statement) => {
    const { rows } = await sql.raw<Record<string, unknown>>(statement).execute(db);
    const here = String(Object.values(rows[0] ?? {})[0]);
    return [here, ...(distributed ? await runOnWorkers(db, statement) : [])];
  };
  if (engine.kind === 'postgres') await outlive(everywhere);
  await sql`vacuum (full, analyze)`.execute(db);
  if (distributed) await rewriteParts(db);
  const system = engine.kind === 'embedded' ? '' : 'alter system ';
  const reload = async () => {
    if (system) await everywhere('select pg_reload_conf()');
  };
  // Otherwise old log segments are kept under new names, with their content.
  await everywhere(`${system}set wal_recycle = off`);
  await reload();
  try {
    for (let left = 1, round = 0; left > 0 || round < 2; round++) {
      // Segments prepared for later use are old ones under new names: go through all of them.
      const counts = await everywhere(`select count(*)::integer from pg_ls_waldir()
        where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_insert_lsn())`);
      left = Math.max(...counts.map(Number));
      await everywhere(`select pg_logical_emit_message(false, 'docent', 'scrub')`);
      await everywhere('select pg_switch_wal()');
      await everywhere('checkpoint');
    }
  } finally {
    await everywhere(`${system}reset wal_recycle`);
    await reload();
  }
}

/** An older transaction may still see deleted rows, and rewriting keeps them for it. @throws after a minute */
async function outlive(everywhere: Everywhere): Promise<void> {
  const began = new Date();
  for (;;) {
    const open = await everywhere(`
      select coalesce(string_agg(pid::text, ', '), '') from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and (backend_xmin is not null or backend_xid is not null) and xact_start <= '${began.toISOString()}'`);
    const pids = open.filter((list) => list !== '');
    if (pids.length === 0) return;
    if (Date.now() - began.getTime() > LONGEST_WAIT_MS)
      throw new Error(
        `Nothing was done. Transactions of the processes ${pids.join(', ')} have been open for a minute and may still see deleted rows. End them (pg_terminate_backend) and try again.`,
      );
    await sleep(500);
  }
}
