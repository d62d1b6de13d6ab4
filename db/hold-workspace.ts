import { sql } from 'kysely';
import type { Db, Tx } from './database.ts';

/**
 * Keeps everybody else from changing the workspace until the transaction ends. It does not lock the row: on Citus, two
 * transactions that lock the same row of a copied table end in a deadlock.
 * @param how shared: others may hold it as well
 */
export async function holdWorkspace(
  tx: Db | Tx,
  workspaceId: string,
  how: 'shared' | 'alone',
): Promise<void> {
  const lock = sql.raw(how === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared');
  await sql`select ${lock}(hashtextextended(${workspaceId}, 8))`.execute(tx);
}
