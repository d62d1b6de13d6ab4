import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import type { Db } from '../../../db/database.ts';
import { createTestDatabase, onPostgres, type TestDatabase } from '../../../test/database.ts';
import { until } from '../../../test/until.ts';
import { newBilledApp } from '../../../test/ledger.ts';
import { issueInvoice } from '../invoices/issue-invoice.ts';
import { aggregateLedger } from './aggregate.ts';
import { archiveMonth, findMonths, RefusedMonth } from './archive-month.ts';
import { repriceLedger } from './reprice.ts';
import { usageRowsSql } from './usage-rows.ts';

const never = new AbortController().signal;
let database: TestDatabase;
let connection: Connection;
let db: Db;
let folder: string;
let app: { appId: string; workspaceId: string };

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect();
  ({ db } = connection);
  folder = mkdtempSync(join(tmpdir(), 'docent-archive-'));
  app = await newBilledApp(db);
  // A late row of February is billed with March; half of the calls have no price.
  await sql`
    insert into ledger (app_id, usage_id, kind, model, day, status, input_tokens, cost, unpriced_tokens, opened_at, settled_at)
    select ${app.appId}, 'use_' || n, 'chat', case when n % 2 = 0 then 'gpt-4o-mini' else 'own-model' end,
      '2025-02-01'::date + n % 59, 'settled', n, case when n % 2 = 0 then n * 0.00000000000017 end,
      case when n % 2 = 1 then n else 0 end, '2025-02-01', '2025-03-31'
    from generate_series(1, 900) as n`.execute(db);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const usage = async () =>
  (
    await sql`select app_id, day, model, sum(requests) as requests, sum(input_tokens) as input_tokens,
      sum(unpriced_tokens) as unpriced_tokens, sum(cost)::text as cost
    from (${usageRowsSql(sql`true`)}) used group by 1, 2, 3 order by 1, 2, 3`.execute(db)
  ).rows;
const held = async (month: string) =>
  (
    await sql<{ usage_id: string }>`select usage_id from ledger where to_char(day, 'YYYY-MM') = ${month}
      order by usage_id`.execute(db)
  ).rows.map((row) => row.usage_id);
const archive = (month: string, signal = never) => archiveMonth(db, { month, folder, batchSize: 7, signal });
const invoice = (month: string) =>
  db.transaction().execute((tx) => issueInvoice(tx, { workspace_id: app.workspaceId, month }));

test('a month that is open, not aggregated, not invoiced or recent stays', async () => {
  await expect(archive('2025-02')).rejects.toThrow(/rows are not aggregated/);
  await sql`update ledger set status = 'open' where usage_id = 'use_26'`.execute(db);
  await aggregateLedger(db, never);
  await expect(archive('2025-02')).rejects.toThrow(/1 model calls are open/);
  await sql`update ledger set status = 'settled' where usage_id = 'use_26'`.execute(db);
  await aggregateLedger(db, never);
  await expect(archive('2025-02')).rejects.toThrow(/not all of it is invoiced yet/);
  const { rows } = await sql<{ month: string }>`select to_char(current_date, 'YYYY-MM') as month`.execute(db);
  await sql`insert into ledger (app_id, usage_id, kind, model, day, status) values
    (${app.appId}, 'use_now', 'chat', 'gpt-4o-mini', current_date, 'open')`.execute(db);
  await expect(archive(rows[0]!.month)).rejects.toThrow(RefusedMonth);
  expect(await findMonths(db, '2025-04')).toEqual(['2025-02', '2025-03']);
  expect(await held('2025-02')).not.toEqual([]);
});

test('is moved whole though broken off again and again; usage and the next invoice stay to the last digit', async () => {
  await invoice('2025-02-01');
  await invoice('2025-03-01');
  const before = await usage();
  const ids = await held('2025-02');
  let breaks = 0;
  for (let wait = 0; (await held('2025-02')).length > 0; wait++) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(new Error('killed')), wait * 4);
    await archive('2025-02', stop.signal).catch((error: Error) => {
      // The stream reports its abort with its own error.
      expect(['killed', 'The operation was aborted']).toContain(error.message);
      breaks++;
    });
    clearTimeout(timer);
    expect(await usage()).toEqual(before);
  }
  expect(breaks).toBeGreaterThan(0);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ndjson'));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  expect(lines.map((line) => JSON.parse(line).usage_id).sort()).toEqual(ids);
  expect(lines.find((line) => line.includes('"use_26"'))).toContain('0.00000000000442');
  expect(await usage()).toEqual(before);
  expect((await held('2025-03')).length).toBeGreaterThan(0);
  expect(await archive('2025-02')).toBe(0);
  // Nothing is billed twice, and what is archived is not priced anew.
  expect(await invoice('2025-04-01')).toBeUndefined();
  const reprice = (firstDay: string, lastDay: string) =>
    db.transaction().execute((tx) => repriceLedger(tx, { firstDay, lastDay }));
  await expect(reprice('2025-02-01', '2025-03-31')).rejects.toThrow(/The calls of 2025-02-28 are archived/);
  expect((await reprice('2025-03-01', '2025-03-31')).corrections).toBeGreaterThan(0);
  await expect(archive('2025-03')).rejects.toThrow(/rows are not aggregated/);
});

test.runIf(onPostgres)('waits for a re-pricing, so that every call it has found is corrected', async () => {
  const own = await newBilledApp(db);
  await sql`
    insert into ledger (app_id, usage_id, kind, model, day, status, input_tokens, cost, opened_at, settled_at)
    select ${own.appId}, 'use_own_' || n, 'chat', 'gpt-4o-mini', '2024-12-05', 'settled', 10, 1, '2024-12-05', '2024-12-05'
    from generate_series(1, 20) as n`.execute(db);
  await aggregateLedger(db, never);
  await db
    .transaction()
    .execute((tx) => issueInvoice(tx, { workspace_id: own.workspaceId, month: '2024-12-01' }));
  const repriced = Promise.withResolvers<void>();
  const found = Promise.withResolvers<number>();
  const repricing = db.transaction().execute(async (tx) => {
    const { corrections } = await repriceLedger(tx, { firstDay: '2024-12-01', lastDay: '2024-12-31' });
    found.resolve(corrections);
    await repriced.promise;
  });
  expect(await found.promise).toBe(20);
  const archiving = archive('2024-12').catch((error: Error) => error);
  await until('the archive to wait', async () => {
    const { rows } = await sql`select from pg_locks where locktype = 'advisory' and not granted`.execute(db);
    return rows.length > 0;
  });
  expect(await held('2024-12')).toHaveLength(20);
  repriced.resolve();
  await repricing;
  // The calls are in a file; their corrections stay until they are aggregated and invoiced.
  expect(await archiving).toBeInstanceOf(RefusedMonth);
  expect(await held('2024-12')).toHaveLength(20);
});
