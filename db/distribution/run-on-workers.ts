import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database.ts';

type Run = { node: string; success: boolean; result: string };

/**
 * Runs a statement on each worker, outside of a transaction. The database must have Citus, and its user must be a superuser.
 * @returns the first value that each worker returned
 * @throws the error of the first worker that failed
 */
export const runOnWorkers = (db: Db, statement: string): Promise<string[]> =>
  read(
    db,
    sql`select nodename || ':' || nodeport as node, success, result from run_command_on_workers(${statement})`,
  );

/** Rewrites the parts of all tables on all machines without deleted rows. The database must have Citus. */
export async function rewriteParts(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`select table_name::text as name from citus_tables`.execute(db);
  for (const { name } of rows)
    await read(
      db,
      sql`select nodename || ':' || nodeport as node, success, result
        from run_command_on_placements(${name}, 'vacuum (full, analyze) %s', parallel => false)`,
    );
}

async function read(db: Db, query: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await (query as RawBuilder<Run>).execute(db);
  const failed = rows.find(({ success }) => !success);
  if (failed) throw new Error(`${failed.node}: ${failed.result}`);
  return rows.map(({ result }) => result);
}
