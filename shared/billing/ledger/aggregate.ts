import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';

const BATCH_SIZE = 5_000;

/**
 * Adds settled rows of closed days (in their workspace's time zone) to `usage_daily`. The same statement marks them,
 * so each row is counted once even if the run is killed, repeated or doubled, and the next run finds late rows.
 * @param options appId: only this app; batchSize: rows per statement
 * @returns how many rows were added
 */
export async function aggregateLedger(
  db: Db,
  signal: AbortSignal,
  { appId, batchSize = BATCH_SIZE }: { appId?: string; batchSize?: number } = {},
): Promise<number> {
  let total = 0;
  for (const app of await appsToAggregate(db, appId)) {
    let added: number;
    do {
      signal.throwIfAborted();
      added = await aggregateBatch(db, app, batchSize);
      total += added;
      // Another run may be adding these rows and have more: whoever bills after this must find all of them added.
    } while (added > 0 || (await isDue(db, app)));
  }
  return total;
}

type Due = { app_id: string; today: string };

/** Apps, including deleted ones, with rows of closed days that are not aggregated yet. */
async function appsToAggregate(db: Db, appId?: string): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select app_id, today from (
      select app_id, (now() at time zone coalesce(time_zone, 'UTC'))::date as today
      from billed_apps left join workspaces using (workspace_id)
      where ${appId ?? null}::text is null or app_id = ${appId ?? null}
    ) app
    where exists (select from ledger where ledger.app_id = app.app_id and status = 'settled' and not aggregated
      and day < today)`.execute(db);
  return rows;
}

async function isDue(db: Db, { app_id, today }: Due): Promise<boolean> {
  const row = await db
    .selectFrom('ledger')
    .select('usage_id')
    .where('app_id', '=', app_id)
    .where('status', '=', 'settled')
    .where('aggregated', '=', false)
    .where('day', '<', today)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function aggregateBatch(db: Db, { app_id, today }: Due, size: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with batch as (
      select usage_id from ledger
      where app_id = ${app_id} and status = 'settled' and not aggregated and day < ${today}::date
      order by day, usage_id limit ${size} for update
    ), marked as (
      update ledger set aggregated = true from batch
      where ledger.app_id = ${app_id} and ledger.usage_id = batch.usage_id and not aggregated
      returning ledger.*
    ), added as (
      insert into usage_daily (app_id, day, key_id, model, kind, requests, input_tokens, cached_input_tokens,
        output_tokens, reasoning_tokens, unpriced_tokens, cost)
      select app_id, day, coalesce(key_id, '') as key, model, kind, ${ledgerSums} from marked
      group by app_id, day, key, model, kind order by day, key, model, kind
      on conflict (app_id, day, key_id, model, kind) do update set
        requests = usage_daily.requests + excluded.requests,
        input_tokens = usage_daily.input_tokens + excluded.input_tokens,
        cached_input_tokens = usage_daily.cached_input_tokens + excluded.cached_input_tokens,
        output_tokens = usage_daily.output_tokens + excluded.output_tokens,
        reasoning_tokens = usage_daily.reasoning_tokens + excluded.reasoning_tokens,
        unpriced_tokens = usage_daily.unpriced_tokens + excluded.unpriced_tokens,
        cost = coalesce(usage_daily.cost + excluded.cost, usage_daily.cost, excluded.cost)
    )
    select count(*) as count from marked`.execute(db);
  return rows[0]!.count;
}

/** The sums over ledger rows, in the order of usage_daily's columns. A correction is not a request. */
const ledgerSums = sql`count(*) filter (where correction_of is null), sum(input_tokens)::bigint,
  sum(cached_input_tokens)::bigint, sum(output_tokens)::bigint, sum(reasoning_tokens)::bigint,
  sum(unpriced_tokens)::bigint, sum(cost)`;
