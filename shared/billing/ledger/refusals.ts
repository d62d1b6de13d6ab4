import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { DocentError } from '../../platform/errors.ts';

/** SQLSTATE of refusals by `count_message` and `open_calls`; the message says which. */
const REFUSED = 'DQ429';

const UNPRICED = 'price ';

type Asked = { app: { appId: string; workspaceId: string }; keyId?: string | null };

/** Converts an error of a statement that opens calls: a refusal becomes a coded error, others stay. */
export async function refusalOf(db: Db | Tx, error: unknown, asked: Asked): Promise<unknown> {
  if ((error as { code?: string }).code !== REFUSED) return error;
  // A refusal has ended its transaction: nothing more can be read in it.
  if (db.isTransaction) return new DocentError('quota_exceeded');
  const { message } = error as Error;
  if (message.startsWith(UNPRICED)) return unpriced(message.slice(UNPRICED.length));
  return message === 'budget' ? budgetUsedUp(db, asked) : messagesUsedUp(db, asked);
}

const unpriced = (model: string) =>
  new DocentError(
    'quota_exceeded',
    `The model ${model} has no price, so the budget cannot limit what it costs. Ask the operator to set its price ` +
      '(panel, Prices; 0 if it costs nothing), or to remove the budget.',
    { quota: 'price', model },
  );

async function messagesUsedUp(db: Db, { app }: Asked): Promise<DocentError> {
  const { rows } = await sql<{ plan_name: string; messages: number; next: string }>`
    select plan_name, messages, (date_trunc('month', now() at time zone time_zone) + interval '1 month')::date as next
    from workspace_terms where workspace_id = ${app.workspaceId}`.execute(db);
  const { plan_name, messages, next } = rows[0]!;
  return new DocentError(
    'quota_exceeded',
    `The ${plan_name} plan includes ${messages} messages per month, and all are used. Wait until ${next}, or ask the ` +
      'operator for a larger plan.',
    { quota: 'messages', limit: messages, resets_on: next },
  );
}

async function budgetUsedUp(db: Db, { app, keyId }: Asked): Promise<DocentError> {
  const { rows } = await sql<{ key_id: string; cap: number; next: string }>`
    select key_id, cap::float8 as cap,
      (date_trunc('month', now() at time zone time_zone) + interval '1 month')::date as next
    from budgets b left join budget_months m using (app_id, key_id),
      workspaces
    where b.app_id = ${app.appId} and key_id in ('', ${keyId ?? ''}) and workspace_id = ${app.workspaceId}
      and (m.month is null or m.month = date_trunc('month', now() at time zone time_zone)::date)
    order by cap - coalesce(m.spent + m.reserved, 0) limit 1`.execute(db);
  const budget = rows[0];
  const whose = budget?.key_id ? "this API key's" : "this app's";
  return new DocentError(
    'quota_exceeded',
    `The rest of ${whose} budget${budget ? ` of $${budget.cap} per month` : ''} is not enough for this request. ` +
      `Wait until ${budget?.next ?? 'the next month'}, send a smaller request, or ask the operator to raise the budget.`,
    budget && { quota: 'budget', limit: budget.cap, resets_on: budget.next },
  );
}
