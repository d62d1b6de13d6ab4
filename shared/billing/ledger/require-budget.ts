import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { fail } from '../../platform/errors.ts';

/**
 * Refuses documents while the app's budget is used up, because their cost is known only after reading them.
 * @throws quota_exceeded
 */
export async function requireBudget(tx: Tx, appId: string): Promise<void> {
  const { rows } = await sql<{ cap: number }>`
    select cap::float8 as cap from budgets join budget_months months using (app_id, key_id)
    join apps using (app_id) join workspaces using (workspace_id)
    where app_id = ${appId} and key_id = '' and months.month = date_trunc('month', now() at time zone time_zone)::date
      and months.spent + months.reserved >= cap`.execute(tx);
  if (rows[0])
    fail(
      'quota_exceeded',
      `This app's budget of $${rows[0].cap} per month is used up. Wait until next month, or ask the operator to raise it.`,
      { quota: 'budget', limit: rows[0].cap },
    );
}
