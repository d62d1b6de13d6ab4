import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { fail } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';

/** Any number: the id of the lock for re-pricing. Archiving shares it. */
export const REPRICE_LOCK = 4_207_313;
const BATCH_SIZE = 1_000;

export type Repriced = { corrections: number; difference: string };
type Span = { firstDay: string; lastDay: string };

/**
 * Corrects the cost of settled calls in a period by the current prices for the time of each call: adds a correcting
 * row with the difference for every call that differs. No row is edited; a second run finds nothing to do. Calls
 * without a price now keep their cost.
 */
export async function repriceLedger(tx: Tx, span: Span): Promise<Repriced> {
  await sql`select pg_advisory_xact_lock(${REPRICE_LOCK}::bigint)`.execute(tx);
  await requireCalls(tx, span);
  const wrong = await findWrong(tx, span);
  for (let at = 0; at < wrong.length; at += BATCH_SIZE) await correct(tx, wrong.slice(at, at + BATCH_SIZE));
  const { rows } = await sql<{ difference: string }>`
    select trim_scale(coalesce(sum(difference), 0)) as difference
    from unnest(${wrong.map((one) => one.difference)}::numeric[]) as given (difference)`.execute(tx);
  return { corrections: wrong.length, difference: rows[0]!.difference };
}

/** Archived calls can no longer be corrected. @throws invalid_request */
async function requireCalls(tx: Tx, { firstDay, lastDay }: Span): Promise<void> {
  const { rows } = await sql<{ day: string }>`
    select day::text as day from usage_daily where day between ${firstDay}::date and ${lastDay}::date
    group by day having sum(requests) > (
      select count(*) from ledger where ledger.day = usage_daily.day and aggregated and correction_of is null
    ) order by day desc limit 1`.execute(tx);
  if (rows[0])
    fail(
      'invalid_request',
      `The calls of ${rows[0].day} are archived, so their cost is final. Choose a later first day.`,
    );
}

type Wrong = { app_id: string; usage_id: string; difference: string };

async function findWrong(db: Db | Tx, { firstDay, lastDay }: Span): Promise<Wrong[]> {
  const { rows } = await sql<Wrong>`
    select call.app_id, call.usage_id, price.cost - coalesce(call.cost, 0) - corrected.cost as difference
    from ledger call
    cross join lateral (
      select call_cost(call.input_tokens, call.cached_input_tokens, call.cache_write_tokens, call.output_tokens, known) as cost
      from price_of(call.model, call.settled_at) known
    ) price
    cross join lateral (
      select coalesce(sum(cost), 0) as cost, coalesce(sum(unpriced_tokens), 0) as unpriced_tokens from ledger correction
      where correction.app_id = call.app_id and correction.correction_of = call.usage_id
    ) corrected
    where call.day between ${firstDay}::date and ${lastDay}::date and call.status = 'settled'
      and call.correction_of is null
      and (price.cost <> coalesce(call.cost, 0) + corrected.cost or call.unpriced_tokens + corrected.unpriced_tokens > 0)
    order by call.app_id, call.usage_id`.execute(db);
  return rows;
}

async function correct(tx: Tx, wrong: Wrong[]): Promise<void> {
  await sql`
    with given as (
      select * from unnest(
        ${wrong.map((one) => one.app_id)}::text[], ${wrong.map((one) => one.usage_id)}::text[],
        ${wrong.map(() => newId('use'))}::text[], ${wrong.map((one) => one.difference)}::numeric[]
      ) as given (app_id, usage_id, correction_id, difference)
    ), ended as (
      insert into ledger (app_id, usage_id, key_id, kind, model, day, status, estimated, unpriced_tokens, cost,
        correction_of, opened_at, settled_at)
      select call.app_id, correction_id, key_id, kind, model, day, 'settled', estimated,
        -(unpriced_tokens + (
          select coalesce(sum(unpriced_tokens), 0) from ledger correction
          where correction.app_id = call.app_id and correction.correction_of = call.usage_id)),
        difference, call.usage_id, opened_at, now()
      from given join ledger call on call.app_id = given.app_id and call.usage_id = given.usage_id
      returning (app_id, key_id, kind, day, reserved, cost)::ended_call as call
    )
    select release_budgets(array_agg(call)) from ended`.execute(tx);
}
