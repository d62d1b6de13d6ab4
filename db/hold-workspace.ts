import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/**
 * Until the transaction ends, nobody else changes the workspace. Its row is not locked: on Citus, two transactions that lock
 * the same row of a table that is copied to all machines end in a deadlock.
 * @param how shared: others may hold it, too
 */
export async function holdWorkspace(
  tx: Db | Tx,
  workspaceId: string,
  how: 'shared' | 'alone',
): Promise<void> {
  const lock = sql.raw(how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  await sql`select ${lock}(hashtextextended(${workspaceId}, 8))`.execute(tx);
}
