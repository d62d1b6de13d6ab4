import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { settleCallsSql, type LedgerCall } from './calls.ts';

/**
 * Settles calls, if nothing else changes with them.
 * @returns their cost in US dollars, as far as prices are known; 0 if they were already settled
 */
export async function settleCalls(db: Db | Tx, appId: string, calls: LedgerCall[]): Promise<number> {
  const { rows } = await sql<{ dollars: number | null }>`
    with ${settleCallsSql(appId, calls)} select sum(cost)::float8 as dollars from settled`.execute(db);
  return rows[0]?.dollars ?? 0;
}
