import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { settleCallsSql, type LedgerCall } from './calls.ts';

/**
 * Settles calls by themselves, where nothing else changes with them.
 * @returns what they cost in US dollars, as far as prices are known; 0 when they were settled before
 */
export async function settleCalls(db: Db | Tx, appId: string, calls: LedgerCall[]): Promise<number> {
  const { rows } = await sql<{ dollars: number | null }>`
    with ${settleCallsSql(appId, calls)} select sum(cost)::float8 as dollars from settled`.execute(db);
  return rows[0]?.dollars ?? 0;
}
