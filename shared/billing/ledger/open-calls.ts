import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { LedgerCall, Origin } from './calls.ts';
import { refusalOf } from './refusals.ts';

/**
 * Opens rows for calls that are about to be made.
 * @param options enforce: refuse if a budget is used up; without it, work that was already accepted continues
 * @throws quota_exceeded
 */
export async function openCalls(
  db: Db | Tx,
  calls: LedgerCall[],
  origin: Origin,
  options: { enforce: boolean },
): Promise<void> {
  try {
    await sql`select ${openCallsSql(calls, origin, options)}`.execute(db);
  } catch (error) {
    throw await refusalOf(db, error, origin);
  }
}

/** The same as an expression within a larger statement, which is refused as a whole. */
export const openCallsSql = (
  calls: LedgerCall[],
  origin: Origin,
  { enforce }: { enforce: boolean },
) => sql<void>`
  open_calls(${origin.app.appId}, ${origin.app.workspaceId}, ${origin.keyId ?? null}, ${origin.messageId ?? null},
    ${origin.documentId ?? null}, ${origin.processId}, ${JSON.stringify(calls.map(toOpen))}::jsonb, ${enforce}::boolean)`;

const toOpen = ({ usageId, kind, model, expectedTokens, reserve }: LedgerCall) => ({
  usage_id: usageId,
  kind,
  model,
  expected_tokens: expectedTokens,
  reserve_input: reserve.inputTokens,
  reserve_output: reserve.outputTokens,
});
