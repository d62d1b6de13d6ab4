import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { LedgerCall } from './calls.ts';

/**
 * Settles calls, if nothing else changes with them.
 * @returns their cost in US dollars, as far as prices are known; 0 if they were already settled
 */
export async function settleCalls(db: Db | Tx, appId: string, calls: LedgerCall[]): Promise<number> {
  const { rows } = await sql<{ dollars: number | null }>`
    select sum(cost)::float8 as dollars from ${settleCallsSql(appId, calls)}`.execute(db);
  return rows[0]?.dollars ?? 0;
}

/** The same as a source of rows (kind, cost), one per call that was open, for a larger statement. */
export const settleCallsSql = (appId: string, calls: LedgerCall[]) =>
  sql`settle_calls(${appId}, ${JSON.stringify(calls.map(toSettle))}::jsonb)`;

const toSettle = ({ usageId, model, made, estimated, used }: LedgerCall) => ({
  usage_id: usageId,
  model,
  made,
  estimated,
  input: used?.inputTokens ?? 0,
  cached: used?.cachedInputTokens ?? 0,
  written: used?.cacheWriteTokens ?? 0,
  output: used?.outputTokens ?? 0,
  reasoning: used?.reasoningTokens ?? 0,
});
