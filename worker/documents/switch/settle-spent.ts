import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { LedgerCall } from '../../../shared/billing/ledger/calls.ts';
import { settleCallsSql } from '../../../shared/billing/ledger/settle-calls.ts';

/** cost: US dollars, exact decimal; null: no known price. */
export type Spent = { tokens: number; cost: string | null; dollars: number };

/** Settles a call of an embedding switch. @returns what it used, for the sums of the switch */
export async function settleSpent(tx: Tx, appId: string, call: LedgerCall): Promise<Spent> {
  const { rows } = await sql<{ cost: string | null; dollars: number | null }>`
    select sum(cost)::text as cost, sum(cost)::float8 as dollars from ${settleCallsSql(appId, [call])}`.execute(
    tx,
  );
  const { cost, dollars } = rows[0]!;
  return { tokens: call.used?.inputTokens ?? 0, cost, dollars: dollars ?? 0 };
}

/** Columns of the switch with what was spent added. */
export const withSpent = ({ tokens, cost }: Spent) => ({
  used_tokens: sql<number>`used_tokens + ${tokens}`,
  cost: sql<string>`cost + ${cost ?? '0'}::numeric`,
  unpriced_tokens: sql<number>`unpriced_tokens + ${cost === null ? tokens : 0}`,
});
