// The daily aggregate against a reference of its own: days by Intl, sums in whole numbers.
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import type { Db } from '../../../db/database.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../../../test/database.ts';
import { calendarOf, newBilledApp, unitsOf } from '../../../test/ledger.ts';
import { newId } from '../../platform/ids.ts';
import { removeApp } from '../../privacy/erasures/remove-app.ts';
import { aggregateLedger } from './aggregate.ts';
import { usageOfPeriodSql, usageRowsSql } from './usage-rows.ts';

let database: TestDatabase;
let connection: Connection;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect();
  ({ db } = connection);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const never = new AbortController().signal;
const zones = [
  'Pacific/Pago_Pago', // -11
  'Pacific/Kiritimati', // +14
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe', // summer time of half an hour
  'Asia/Kathmandu', // +5:45
  'UTC',
];
/** Days of 23 and 25 hours in those zones, and an ordinary one. */
const turns = [
  '2026-03-08',
  '2026-11-01',
  '2026-03-29',
  '2026-10-25',
  '2026-04-05',
  '2026-10-04',
  '2026-06-15',
];
/** Without a whole month, of whole months alone, and with days before and after them. */
const PERIODS = [
  ['2026-03-08', '2026-03-29'],
  ['2026-03-09', '2026-04-05'],
  ['2026-03-01', '2026-03-31'],
  ['2026-03-01', '2026-04-04'],
  ['2026-03-29', '2026-10-31'],
  ['2026-03-08', '2026-11-01'],
  ['2025-12-31', '2027-01-01'],
] as const;
const HOUR = 3_600_000;
const moment = fc
  .tuple(fc.constantFrom(...turns), fc.integer({ min: -30 * HOUR, max: 54 * HOUR }))
  .map(([day, offset]) => new Date(Date.parse(day) + offset));
const entry = fc.record({
  at: moment,
  model: fc.constantFrom('gpt-4o-mini', 'own-model'),
  key: fc.constantFrom(null, 'key_a', 'key_b'),
  kind: fc.constantFrom('chat' as const, 'embed_chunks' as const),
  tokens: fc.nat(1_000_000),
  cost: fc.option(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 20n })),
});
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;

/** Only a correction may reduce a cost; it is no request. */
const isCorrection = ({ cost }: Pick<Entry, 'cost'>) => cost !== null && cost < 0n;

const decimal = (units: bigint) => {
  const digits = (units < 0n ? -units : units).toString().padStart(15, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -14)}.${digits.slice(-14)}`;
};

async function write(appId: string, entries: Entry[]): Promise<void> {
  if (entries.length === 0) return;
  const dayOf = await calendarOf(db, appId);
  await db
    .insertInto('ledger')
    .values(
      entries.map((given) => ({
        app_id: appId,
        usage_id: newId('use'),
        key_id: given.key,
        kind: given.kind,
        model: given.model,
        day: dayOf(given.at),
        status: 'settled' as const,
        input_tokens: given.tokens,
        cost: given.cost === null ? null : decimal(given.cost),
        unpriced_tokens: given.cost === null ? given.tokens : 0,
        correction_of: isCorrection(given) ? 'use_corrected' : null,
        opened_at: given.at,
      })),
    )
    .execute();
}

type Sums = Record<
  string,
  { requests: number; tokens: number; unpriced: number; units: bigint; priced: boolean }
>;

function expected(zone: string, entries: Entry[]): Sums {
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  const sums: Sums = {};
  for (const { at, key, model, kind, tokens, cost } of entries) {
    const name = [calendar.format(at), key ?? '', model, kind].join(' ');
    const sum = (sums[name] ??= { requests: 0, tokens: 0, unpriced: 0, units: 0n, priced: false });
    if (!isCorrection({ cost })) sum.requests++;
    sum.tokens += tokens;
    if (cost === null) sum.unpriced += tokens;
    else [sum.units, sum.priced] = [sum.units + cost, true];
  }
  return sums;
}

async function found(from: ReturnType<typeof sql>): Promise<Sums> {
  const { rows } = await sql<any>`
    select day, coalesce(key_id, '') as key, model, kind, sum(requests)::bigint as requests,
      sum(input_tokens)::bigint as tokens, sum(unpriced_tokens)::bigint as unpriced, sum(cost) as cost
    from (${from}) rows group by 1, 2, 3, 4`.execute(db);
  return Object.fromEntries(
    rows.map((row) => [
      [row.day, row.key, row.model, row.kind].join(' '),
      {
        requests: row.requests,
        tokens: row.tokens,
        unpriced: row.unpriced,
        units: unitsOf(row.cost),
        priced: row.cost !== null,
      },
    ]),
  );
}
const daily = (appId: string) => found(sql`select * from usage_daily where app_id = ${appId}`);
const usage = (appId: string) => found(usageRowsSql(sql`app_id = ${appId}`));

/** Sums over a period, which take whole months together, beside those of its days. */
async function inPeriod(appId: string, first: string, last: string): Promise<[unknown[], unknown[]]> {
  const [from, to] = [sql`${first}::date`, sql`${last}::date`];
  const sums = async (rows: ReturnType<typeof sql>) =>
    (
      await sql`
        select key_id, model, kind, sum(requests)::bigint as requests, sum(input_tokens)::bigint as tokens,
          sum(unpriced_tokens)::bigint as unpriced, trim_scale(sum(cost))::text as cost
        from (${rows}) used group by 1, 2, 3 order by 1, 2, 3`.execute(db)
    ).rows;
  return [
    await sums(usageOfPeriodSql(sql`app_id = ${appId}`, from, to)),
    await sums(usageRowsSql(sql`app_id = ${appId} and day between ${from} and ${to}`)),
  ];
}

/** Begins a run and breaks it off somewhere: between statements, in a transaction, or by killing its connection. */
async function breakOff(appId: string, how: number): Promise<void> {
  const stop = new AbortController();
  const options = { appId, batchSize: 1 + (how % 5) };
  const victim = onPostgres && how % 3 === 1 ? await database.connect(1) : undefined;
  const pid =
    victim && (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(victim.db)).rows[0]!.pid;
  const run =
    how % 3 === 0
      ? db.transaction().execute(async (tx) => {
          await aggregateLedger(tx, stop.signal, options);
          throw new Error('killed before the commit');
        })
      : aggregateLedger(victim?.db ?? db, stop.signal, options);
  const ended = run.catch(() => {});
  await sleep(how % 7);
  if (pid) await sql`select pg_terminate_backend(${pid}::integer)`.execute(db);
  stop.abort();
  await ended;
  await victim?.close();
}

test('the days add up to the ledger to the last digit: zones, days of 23 and 25 hours, late rows, 50 broken runs', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...zones),
      fc.array(entry, { minLength: 5, maxLength: 40 }),
      fc.array(entry, { maxLength: 10 }),
      fc.array(fc.nat(1_000), { minLength: 5, maxLength: 5 }),
      async (timeZone, early, late, breaks) => {
        const { appId } = await newBilledApp(db, { timeZone });
        // A day that is not over counts too, from the ledger alone: tomorrow, which does not end while this runs.
        const today = { ...early[0]!, at: new Date(Date.now() + 24 * HOUR) };
        await write(appId, [...early, today]);
        const all = expected(timeZone, [...early, today]);
        for (const [turn, how] of breaks.entries()) {
          await breakOff(appId, how);
          expect(await usage(appId)).toEqual(all);
          const [first, last] = PERIODS[(how + turn) % PERIODS.length]!;
          const [byMonth, byDay] = await inPeriod(appId, first, last);
          expect(byMonth).toEqual(byDay);
        }
        await aggregateLedger(db, never, { appId, batchSize: 7 });
        expect(await daily(appId)).toEqual(expected(timeZone, early));
        await write(appId, late);
        // Two runs at once share the work.
        await Promise.all([
          aggregateLedger(db, never, { appId, batchSize: 2 }),
          aggregateLedger(db, never, { appId, batchSize: 3 }),
        ]);
        await aggregateLedger(db, never, { appId });
        expect(await aggregateLedger(db, never, { appId })).toBe(0);
        expect(await daily(appId)).toEqual(expected(timeZone, [...early, ...late]));
        expect(await usage(appId)).toEqual(expected(timeZone, [...early, ...late, today]));
        for (const [first, last] of PERIODS) {
          const [byMonth, byDay] = await inPeriod(appId, first, last);
          expect(byMonth).toEqual(byDay);
        }
      },
    ),
    { numRuns: 10 },
  );
});

test('what a deleted app has spent is aggregated all the same, by the days it was frozen to', async () => {
  const { appId } = await newBilledApp(db, { timeZone: 'Pacific/Kiritimati' });
  const entries: Entry[] = [
    {
      at: new Date('2026-06-15T11:00:00Z'),
      model: 'own-model',
      key: null,
      kind: 'chat',
      tokens: 5,
      cost: 7n,
    },
  ];
  await write(appId, entries);
  await db.updateTable('workspaces').set({ time_zone: 'Pacific/Pago_Pago' }).execute();
  await db.transaction().execute((tx) => removeApp(tx, appId));
  await aggregateLedger(db, never);
  expect(await daily(appId)).toEqual(expected('Pacific/Kiritimati', entries));
});
