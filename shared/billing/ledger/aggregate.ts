import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';

const BATCH_SIZE = 5_000;

/**
 * Adds settled rows of closed days (in their workspace's time zone) to `usage_daily` and `usage_monthly`. The same
 * transaction marks them, so each row is counted once even if the run is killed, repeated or doubled, and the next run finds late rows.
 * @param options appId: only this app; batchSize: rows per transaction
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

/** What is summed up, in the order of the tables' columns. A correction is not a request. */
const SUMS = {
  requests: 'count(*) filter (where correction_of is null)',
  input_tokens: 'sum(input_tokens)::bigint',
  cached_input_tokens: 'sum(cached_input_tokens)::bigint',
  output_tokens: 'sum(output_tokens)::bigint',
  reasoning_tokens: 'sum(reasoning_tokens)::bigint',
  unpriced_tokens: 'sum(unpriced_tokens)::bigint',
};
const columns = sql.raw(`${Object.keys(SUMS).join(', ')}, cost`);
const sums = sql.raw(`${Object.values(SUMS).join(', ')}, sum(cost)`);

/** Adds to what a table of sums has already. Costs stay null until there is one. */
const addTo = (table: 'usage_daily' | 'usage_monthly') =>
  sql.raw(
    `${Object.keys(SUMS)
      .map((name) => `${name} = ${table}.${name} + excluded.${name}`)
      .join(', ')}, cost = coalesce(${table}.cost + excluded.cost, ${table}.cost, excluded.cost)`,
  );

/** Each statement stays within one app and writes one table: see docs/decisions/0032-distributed-tables.md. */
const aggregateBatch = (db: Db, { app_id, today }: Due, size: number): Promise<number> =>
  db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ usage_id: string }>`
      select usage_id from ledger
      where app_id = ${app_id} and status = 'settled' and not aggregated and day < ${today}::date
      order by day, usage_id limit ${size} for update`.execute(tx);
    if (rows.length === 0) return 0;
    const batch = sql`app_id = ${app_id} and usage_id = any(${rows.map(({ usage_id }) => usage_id)})`;
    await sql`update ledger set aggregated = true where ${batch}`.execute(tx);
    await sql`
      insert into usage_daily (app_id, day, key_id, model, kind, ${columns})
      select app_id, day, coalesce(key_id, '') as key, model, kind, ${sums} from ledger where ${batch}
      group by app_id, day, key, model, kind order by app_id, day, key, model, kind
      on conflict (app_id, day, key_id, model, kind) do update set ${addTo('usage_daily')}`.execute(tx);
    await sql`
      insert into usage_monthly (app_id, month, key_id, model, kind, ${columns})
      select app_id, date_trunc('month', day::timestamp)::date as month, coalesce(key_id, '') as key, model, kind, ${sums}
      from ledger where ${batch}
      group by app_id, month, key, model, kind order by app_id, month, key, model, kind
      on conflict (app_id, month, key_id, model, kind) do update set ${addTo('usage_monthly')}`.execute(tx);
    return rows.length;
  });
