// The ledger: one row per model call, opened before it, settled once after it, never changed again.
import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import type { LedgerKind } from '../../../db/tables/ledger.ts';
import { newId } from '../../platform/ids.ts';
import type { TokenUsage } from '../../models/model.ts';
import { refusalOf } from './refusals.ts';

/** A model call in the ledger; `made` and `used` are filled in while it runs. */
export type LedgerCall = {
  usageId: string;
  kind: LedgerKind;
  model: string;
  /** Estimated input tokens, used if the process dies before settling. */
  expectedTokens: number;
  /** Tokens to reserve in budgets, in addition to the known input. */
  reserve: Reserve;
  /** Whether the call was sent. The row of a call that was not is removed. */
  made: boolean;
  used?: TokenUsage;
  estimated: boolean;
};

type Reserve = { inputTokens: number; outputTokens: number };

export const newCall = (
  kind: LedgerKind,
  model: string,
  text: string,
  reserve: Reserve = { inputTokens: 0, outputTokens: 0 },
): LedgerCall => ({
  usageId: newId('use'),
  kind,
  model,
  expectedTokens: Math.ceil(text.length / 4),
  reserve,
  made: false,
  estimated: false,
});

export type Origin = {
  app: { appId: string; workspaceId: string };
  keyId?: string | null;
  messageId?: string;
  documentId?: string;
  processId: string;
};

/**
 * Opens rows for calls that are about to be made.
 * @param options enforce: refuse if a budget is used up; without it, work that was already accepted continues
 * @throws quota_exceeded
 */
export async function openCalls(
  db: Db | Tx,
  calls: LedgerCall[],
  origin: Origin,
  { enforce }: { enforce: boolean },
): Promise<void> {
  try {
    await sql`with ${placeSql(origin)}, ${openCallsSql(calls, origin, enforce)}
      select ${overBudgetSql(enforce)} as refused`.execute(db);
  } catch (error) {
    throw await refusalOf(db, error, origin);
  }
}

/** Today in the workspace's time zone, and the messages left this month. */
export const placeSql = ({ app }: Origin) => sql`
  terms as (
    select workspace_id, (now() at time zone time_zone)::date as day, messages as quota
    from workspace_terms where workspace_id = ${app.workspaceId}
  ),
  place as (
    select workspace_id, day, date_trunc('month', day)::date as month,
      case when quota is not null then quota - (
        select coalesce(sum(messages), 0) from message_counts counts
        where counts.workspace_id = terms.workspace_id and counts.month = date_trunc('month', day)::date and shard <> 0
      ) end as room
    from terms
  )`;

/**
 * The statement's parts that open calls and hold back in the app's and the key's budgets what they may cost.
 * Needs `place`. Rows are locked in the order of their keys, so that two statements never wait for each other.
 */
export const openCallsSql = (calls: LedgerCall[], origin: Origin, enforce: boolean) => sql`
    capped as (
      select key_id, cap from budgets where app_id = ${origin.app.appId} and key_id in ('', ${origin.keyId ?? ''})
    ),
    opening as (
      select given.*, case when exists (select from capped) then coalesce((
          select call_cost(reserve_input, 0, reserve_output, input_per_million, cached_input_per_million, output_per_million)
          from price_of(given.model, now())), 0) else 0 end as reserved
      from unnest(
        ${calls.map((call) => call.usageId)}::text[], ${calls.map((call) => call.kind)}::text[],
        ${calls.map((call) => call.model)}::text[], ${calls.map((call) => call.expectedTokens)}::integer[],
        ${calls.map((call) => call.expectedTokens + call.reserve.inputTokens)}::bigint[],
        ${calls.map((call) => call.reserve.outputTokens)}::bigint[]
      ) as given (usage_id, kind, model, input_tokens, reserve_input, reserve_output)
    ),
    held as (
      insert into budget_months as held (app_id, key_id, month, reserved, spent)
      select ${origin.app.appId}, capped.key_id, place.month, total.reserved, 0
      from capped, place, (select coalesce(sum(reserved), 0) as reserved from opening) total
      where not ${enforce}::boolean or total.reserved <= capped.cap
      order by capped.key_id
      on conflict (app_id, key_id, month) do update set reserved = held.reserved + excluded.reserved
        where not ${enforce}::boolean or held.spent + held.reserved + excluded.reserved
          <= (select cap from capped where capped.key_id = held.key_id)
      returning key_id
    ),
    logged as (
      insert into ledger (app_id, usage_id, key_id, message_id, document_id, kind, model, day, input_tokens, reserved, process_id)
      select ${origin.app.appId}, usage_id, ${origin.keyId ?? null}, ${origin.messageId ?? null},
        ${origin.documentId ?? null}, kind, model, place.day, input_tokens, reserved, ${origin.processId}
      from opening, place
    )`;

/** Rolls the statement back if a budget is not sufficient for its calls. */
export const overBudgetSql = (enforce: boolean) => sql`
  case when ${enforce}::boolean and (select count(*) from held) < (select count(*) from capped) then refuse('budget') end`;

/**
 * The statement's parts that settle calls, to be one statement with whatever else changes at that moment.
 * Costs are frozen here: price of the model in force now, per million, exact; null without a known price.
 * Settling a row twice changes nothing: only open rows are touched.
 */
export const settleCallsSql = (appId: string, calls: LedgerCall[]) => {
  const made = calls.filter((call) => call.made);
  const used = (pick: (usage: TokenUsage) => number) => made.map((call) => (call.used ? pick(call.used) : 0));
  return sql`
    unmade as (
      delete from ledger where app_id = ${appId} and status = 'open'
        and usage_id = any(${calls.filter((call) => !call.made).map((call) => call.usageId)}::text[])
      returning app_id, key_id, day, reserved
    ),
    settled as (
      update ledger set
        status = 'settled', settled_at = now(), estimated = given.estimated,
        input_tokens = given.input, cached_input_tokens = given.cached, output_tokens = given.output,
        reasoning_tokens = given.reasoning, cost = price.cost,
        unpriced_tokens = case when price.cost is null then given.input::bigint + given.output else 0 end
      from unnest(
        ${made.map((call) => call.usageId)}::text[],
        ${made.map((call) => call.model)}::text[],
        ${made.map((call) => call.estimated)}::boolean[],
        ${used((usage) => usage.inputTokens)}::integer[],
        ${used((usage) => usage.cachedInputTokens)}::integer[],
        ${used((usage) => usage.outputTokens)}::integer[],
        ${used((usage) => usage.reasoningTokens ?? 0)}::integer[]
      ) as given (usage_id, model, estimated, input, cached, output, reasoning)
      left join lateral (
        select call_cost(given.input, given.cached, given.output,
          input_per_million, cached_input_per_million, output_per_million) as cost
        from price_of(given.model, now())
      ) price on true
      where ledger.app_id = ${appId} and ledger.usage_id = given.usage_id and ledger.status = 'open'
      returning ledger.app_id, ledger.usage_id, ledger.kind, ledger.cost, ledger.key_id, ledger.day, ledger.reserved
    ),
    ended as (
      select app_id, key_id, day, reserved, cost from settled
      union all select app_id, key_id, day, reserved, null from unmade
    ),
    released as (${releaseSql})`;
};

/** What was held back for the calls in `ended` is free again, what they cost is spent. */
export const releaseSql = sql`
  insert into budget_months as held (app_id, key_id, month, reserved, spent)
  select budgets.app_id, budgets.key_id, date_trunc('month', ended.day)::date, -sum(ended.reserved), coalesce(sum(ended.cost), 0)
  from ended join budgets on budgets.app_id = ended.app_id and budgets.key_id in ('', ended.key_id)
  group by 1, 2, 3 order by 2, 3
  on conflict (app_id, key_id, month) do update
    set reserved = held.reserved + excluded.reserved, spent = held.spent + excluded.spent`;
