import { sql } from 'kysely';
import type { Budget } from '../../../shared/contract/budgets.panel.ts';
import type { AppCall } from '../../call.ts';

/**
 * The app's budgets with what was spent this month and what running calls have reserved; and its models without a
 * price, which a budget refuses.
 */
export async function listBudgets({ db, app }: AppCall): Promise<{ budgets: Budget[]; unpriced: string[] }> {
  const { rows } = await sql<Budget>`
    select nullif(b.key_id, '') as key_id, k.name as key_name, trim_scale(cap)::text as cap, alert_percents,
      trim_scale(coalesce(m.spent, 0))::text as spent, trim_scale(coalesce(m.reserved, 0))::text as reserved,
      coalesce(m.spent * 100 / nullif(cap, 0), 0)::float8 as percent
    from budgets b join workspaces w on w.workspace_id = ${app.workspaceId}
    left join budget_months m on m.app_id = b.app_id and m.key_id = b.key_id
      and m.month = date_trunc('month', now() at time zone time_zone)::date
    left join keys k on k.app_id = b.app_id and k.key_id = b.key_id
    where b.app_id = ${app.appId} order by b.key_id`.execute(db);
  const models = await sql<{ model: string }>`
    select model from unnest(${[app.chatModel, app.embedding.model]}::text[]) as model
    where not exists (select from price_of(model, now()))`.execute(db);
  return { budgets: rows, unpriced: models.rows.map(({ model }) => model) };
}
