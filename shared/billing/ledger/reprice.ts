import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
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
  const within = sql`day between ${firstDay}::date and ${lastDay}::date`;
  const { rows: billed } = await sql<{ day: string; calls: number }>`
    select day::text as day, sum(requests)::bigint as calls from usage_daily where ${within}
    group by day order by day desc`.execute(tx);
  const { rows: kept } = await sql<{ day: string; calls: number }>`
    select day::text as day, count(*) as calls from ledger where ${within} and aggregated and correction_of is null
    group by day`.execute(tx);
  const calls = new Map(kept.map((one) => [one.day, one.calls]));
  const archived = billed.find((one) => one.calls > (calls.get(one.day) ?? 0));
  if (archived)
    fail(
      'invalid_request',
      `The calls of ${archived.day} are archived, so their cost is final. Choose a later first day.`,
    );
}

/** What a call costs too much or too little. */
type Wrong = { app_id: string; usage_id: string; unpriced_tokens: number; difference: string };
type Settled = Omit<Wrong, 'difference'>;

/** Calls are read and priced in turns: prices are not where calls are. */
async function findWrong(tx: Tx, span: Span): Promise<Wrong[]> {
  const wrong: Wrong[] = [];
  let last: Settled | undefined;
  do {
    const calls: Settled[] = await readSettled(tx, span, last);
    wrong.push(...(await priceAnew(tx, calls)));
    last = calls.length < BATCH_SIZE ? undefined : calls.at(-1);
  } while (last);
  return wrong;
}

/** Calls with their corrections so far, in the order of app and id. */
async function readSettled(tx: Tx, { firstDay, lastDay }: Span, after?: Settled): Promise<Settled[]> {
  const { rows } = await sql<Settled>`
    select call.app_id, call.usage_id, call.model, call.settled_at, call.input_tokens, call.cached_input_tokens,
      call.cache_write_tokens, call.output_tokens, coalesce(call.cost, 0) + corrected.cost as cost,
      call.unpriced_tokens + corrected.unpriced_tokens as unpriced_tokens
    from ledger call
    cross join lateral (
      select coalesce(sum(cost), 0) as cost, coalesce(sum(unpriced_tokens), 0)::bigint as unpriced_tokens from ledger correction
      where correction.app_id = call.app_id and correction.correction_of = call.usage_id
    ) corrected
    where call.day between ${firstDay}::date and ${lastDay}::date and call.status = 'settled'
      and call.correction_of is null
      and (${after?.app_id ?? null}::text is null
        or (call.app_id, call.usage_id) > (${after?.app_id ?? null}, ${after?.usage_id ?? null}))
    order by call.app_id, call.usage_id limit ${sql.lit(BATCH_SIZE)}`.execute(tx);
  return rows;
}

async function priceAnew(tx: Tx, calls: Settled[]): Promise<Wrong[]> {
  const { rows } = await sql<Wrong>`
    select app_id, usage_id, unpriced_tokens, price.cost - call.cost as difference
    from jsonb_to_recordset(${JSON.stringify(calls)}::jsonb) as call (app_id text, usage_id text, model text,
      settled_at timestamptz, input_tokens bigint, cached_input_tokens bigint, cache_write_tokens bigint,
      output_tokens bigint, cost numeric, unpriced_tokens bigint)
    cross join lateral (
      select call_cost(input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, known) as cost
      from price_of(call.model, call.settled_at) known
    ) price
    where price.cost <> call.cost or unpriced_tokens > 0`.execute(tx);
  return rows;
}

/** Adds correcting rows, and counts them in the budgets. */
async function correct(tx: Tx, wrong: Wrong[]): Promise<void> {
  for (const [appId, ofApp] of Map.groupBy(wrong, ({ app_id }) => app_id)) {
    const given = ofApp.map((one) => ({ ...one, correction_id: newId('use') }));
    const { rows } = await sql<{ key_id: string | null; kind: string; day: string; cost: string }>`
      insert into ledger as correction (app_id, usage_id, key_id, kind, model, day, status, estimated, unpriced_tokens,
        cost, correction_of, opened_at, settled_at)
      select call.app_id, given.correction_id, call.key_id, call.kind, call.model, call.day, 'settled', call.estimated,
        -given.unpriced_tokens, given.difference, call.usage_id, call.opened_at, now()
      from ledger call join jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (usage_id text,
        correction_id text, unpriced_tokens integer, difference numeric) on given.usage_id = call.usage_id
      where call.app_id = ${appId}
      returning correction.key_id, correction.kind, correction.day, correction.cost`.execute(tx);
    await sql`
      select release_budgets(array_agg((${appId}, key_id, kind, day, 0, cost)::ended_call))
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as made (key_id text, kind text, day date, cost numeric)`.execute(
      tx,
    );
  }
}
