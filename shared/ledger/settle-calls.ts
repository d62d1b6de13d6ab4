import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import { settleCallsSql, type LedgerCall } from './calls.ts';

/** Settles calls by themselves, where nothing else changes with them. */
export async function settleCalls(db: Db | Tx, appId: string, calls: LedgerCall[]): Promise<void> {
  await sql`with ${settleCallsSql(appId, calls)} select from settled`.execute(db);
}
