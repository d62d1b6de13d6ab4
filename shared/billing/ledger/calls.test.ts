// Settling, whatever the order and however often: the ledger is what a reference in whole numbers says it is.
import { sql } from 'kysely';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts';
import { newBilledApp, unitsOf } from '../../../test/ledger.ts';
import { newCall, type LedgerCall } from './calls.ts';
import { openCalls } from './open-calls.ts';
import { repriceLedger } from './reprice.ts';
import { settleCalls } from './settle-calls.ts';

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect();
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const kinds = ['chat', 'rewrite', 'embed_question', 'embed_chunks'] as const;
const tokens = fc.oneof(fc.nat(5_000), fc.nat(2 ** 31 - 1));
const callArbitrary = fc.record({
  kind: fc.constantFrom(...kinds),
  priced: fc.boolean(),
  made: fc.boolean(),
  estimated: fc.boolean(),
  input: tokens,
  cached: tokens,
  output: tokens,
  reasoning: tokens,
});
/** Prices in units of 10^-8 dollars a million tokens, the last digit a price has. */
const price = fc.bigInt({ min: 0n, max: 10n ** 12n });
const decimal = (units: bigint) => `${units / 10n ** 8n}.${(units % 10n ** 8n).toString().padStart(8, '0')}`;

test('replayed, shuffled and parallel settlements leave what one of each would have left', async () => {
  const { db } = connection;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(callArbitrary, { minLength: 1, maxLength: 12 }),
      fc.tuple(price, price, price),
      fc.infiniteStream(fc.nat()),
      async (made, [input, cached, output], random) => {
        const app = await newBilledApp(db);
        const model = `priced-${++run}`;
        await db
          .insertInto('prices')
          .values({
            model,
            effective_from: '2020-01-01Z',
            input_per_million: decimal(input),
            cached_input_per_million: decimal(cached),
            output_per_million: decimal(output),
          })
          .execute();
        const calls = made.map((given): LedgerCall => ({
          ...newCall(given.kind, given.priced ? model : 'unknown-model', 'text'),
          made: given.made,
          estimated: given.estimated,
          used: {
            inputTokens: given.input,
            cachedInputTokens: Math.min(given.cached, given.input),
            outputTokens: given.output,
            reasoningTokens: Math.min(given.reasoning, given.output),
          },
        }));
        await openCalls(db, calls, { app, processId: 'proc_test' }, { enforce: true });
        // Later events bring other numbers: the first settlement of a row is the one that stays.
        const first = new Map(calls.map((call) => [call.usageId, call]));
        await settleCalls(db, app.appId, calls.slice(0, Math.ceil(calls.length / 2)));
        const events = [...calls, ...calls, ...calls].map((call) => ({ call, at: random.next().value }));
        await Promise.all(
          events.toSorted((a, b) => a.at - b.at).map(({ call }) => settleCalls(db, app.appId, [call])),
        );
        const changed = calls.map((call) => ({
          ...call,
          used: { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 },
        }));
        await settleCalls(db, app.appId, changed);
        const rows = await db.selectFrom('ledger').selectAll().where('app_id', '=', app.appId).execute();
        expect(rows).toHaveLength(calls.filter((call) => call.made).length);
        for (const row of rows) {
          const call = first.get(row.usage_id)!;
          const used = call.used!;
          const units =
            BigInt(used.inputTokens - used.cachedInputTokens) * input +
            BigInt(used.cachedInputTokens) * cached +
            BigInt(used.outputTokens) * output;
          expect(row).toMatchObject({
            status: 'settled',
            kind: call.kind,
            estimated: call.estimated,
            input_tokens: used.inputTokens,
            cached_input_tokens: used.cachedInputTokens,
            output_tokens: used.outputTokens,
            reasoning_tokens: used.reasoningTokens,
          });
          if (call.model === model) {
            expect(unitsOf(row.cost)).toBe(units);
            expect(row.unpriced_tokens).toBe(0);
          } else {
            expect(row.cost).toBeNull();
            expect(row.unpriced_tokens).toBe(used.inputTokens + used.outputTokens);
          }
        }
      },
    ),
    { numRuns: 25 },
  );
});

test.each([
  ['gpt-4o-mini', 'gpt-4o-mini', 0.15],
  ['gpt-4o-mini-2024-07-18', 'its model', 0.15],
  ['gpt-4o-2024-08-06', 'its model', 2.5],
  ['gpt-4o-audio-preview', 'nothing', null],
  ['acme/large-v2', 'the longer pattern', 7],
  ['acme/small', 'the pattern', 3],
  ['acme/exact', 'its own name', 1],
  ['a_me/small', 'nothing: _ is no wildcard', null],
  ['later', 'nothing yet', null],
  ['corrected', 'the row written later for the same date', 5],
])('%s has the price of %s', async (model, _of, expected) => {
  const { db } = connection;
  const price = (name: string, from: string, amount: string, created = '2026-01-01Z') => ({
    model: name,
    effective_from: from,
    input_per_million: amount,
    cached_input_per_million: amount,
    output_per_million: amount,
    created_at: new Date(created),
  });
  await db
    .insertInto('prices')
    .values([
      price('acme/*', '2024-01-01Z', '3'),
      price('acme/large-*', '2024-01-01Z', '7'),
      price('acme/exact', '2020-01-01Z', '1'),
      price('a_me/*x', '2020-01-01Z', '9'),
      price('later', '2999-01-01Z', '9'),
      price('corrected', '2024-01-01Z', '4'),
      price('corrected', '2024-01-01Z', '5', '2026-02-01Z'),
    ])
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { rows } = await sql<{ input_per_million: string }>`select * from price_of(${model}, now())`.execute(
    db,
  );
  expect(rows.length === 0 ? null : Number(rows[0]!.input_per_million)).toBe(expected);
});

test('writing to the cache has a price of its own, and re-pricing keeps it', async () => {
  const { db } = connection;
  const app = await newBilledApp(db);
  const used = { inputTokens: 2_000, cachedInputTokens: 1_000, cacheWriteTokens: 500, outputTokens: 10 };
  const costOf = async (model: string) => {
    const call: LedgerCall = { ...newCall('chat', model, 'x'), made: true, used };
    await openCalls(db, [call], { app, processId: 'proc_x' }, { enforce: false });
    return settleCalls(db, app.appId, [call]);
  };
  // 500 at 0.10, 1,000 cached at 0.01, 500 written at 0.125, 10 of output at 0.50.
  expect(await costOf('gpt-6-luna')).toBeCloseTo(0.0001275, 12);
  // No price for writing: as input.
  expect(await costOf('gpt-4o-mini')).toBeCloseTo((1_000 * 0.15 + 1_000 * 0.075 + 10 * 0.6) / 1e6, 12);
  const day = new Date().toISOString().slice(0, 10);
  const span = { firstDay: day, lastDay: day };
  const ours = await db.transaction().execute(async (tx) => {
    await repriceLedger(tx, span);
    return tx
      .selectFrom('ledger')
      .select('usage_id')
      .where('app_id', '=', app.appId)
      .where('correction_of', 'is not', null)
      .execute();
  });
  expect(ours).toEqual([]);
});
