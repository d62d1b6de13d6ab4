import { sql } from 'kysely';
import type { SetBudget } from '../../../shared/contract/budgets.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import type { AppCall } from '../../call.ts';
import { listBudgets } from './list-budgets.ts';

/**
 * Sets, changes or removes the monthly budget of the app or a key. What this month has already cost is counted from
 * the ledger. For that moment this app's calls wait, and no other app's.
 * @throws key_not_found
 */
export async function setBudget(call: AppCall, { key_id, cap, alert_percents }: SetBudget) {
  const { appId, workspaceId } = call.app;
  const keyId = key_id ?? '';
  await call.db.transaction().execute(async (tx) => {
    if (key_id) {
      const key = tx
        .selectFrom('keys')
        .select('key_id')
        .where('app_id', '=', appId)
        .where('key_id', '=', key_id);
      if (!(await key.executeTakeFirst())) fail('key_not_found');
    }
    if (cap === null) {
      await tx.deleteFrom('budgets').where('app_id', '=', appId).where('key_id', '=', keyId).execute();
      return;
    }
    // open_calls and release_budgets share this lock.
    await sql`select pg_advisory_xact_lock(hashtextextended(${appId}, 7))`.execute(tx);
    await tx
      .insertInto('budgets')
      .values({ app_id: appId, key_id: keyId, cap, alert_percents })
      .onConflict((conflict) => conflict.columns(['app_id', 'key_id']).doUpdateSet({ cap, alert_percents }))
      .execute();
    const ofKey = key_id ? sql`key_id = ${key_id}` : sql`true`;
    const { month } = await tx
      .selectFrom('workspaces')
      .select(sql<string>`date_trunc('month', now() at time zone time_zone)::date`.as('month'))
      .where('workspace_id', '=', workspaceId)
      .executeTakeFirstOrThrow();
    const { rows } = await sql<{ reserved: string; spent: string }>`
      select (
        select coalesce(sum(reserved), 0) from ledger
        where app_id = ${appId} and status = 'open' and ${ofKey} and day >= ${month}::date
      ) as reserved, (
        select coalesce(sum(cost), 0) from (${usageRowsSql(sql`app_id = ${appId} and day >= ${month}::date`)}) used
        where ${ofKey}
      ) as spent`.execute(tx);
    await tx
      .insertInto('budget_months')
      .values({ app_id: appId, key_id: keyId, month, ...rows[0]! })
      .onConflict((conflict) => conflict.columns(['app_id', 'key_id', 'month']).doUpdateSet(rows[0]!))
      .execute();
  });
  return listBudgets(call);
}
