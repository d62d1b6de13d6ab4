import { mkdtempSync, readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicError } from '../shared/platform/errors.ts';
import { citusWorkers, createTestDatabase, onPostgres, type TestDatabase } from '../test/database.ts';
import { connectPostgres, type Connection } from './connect.ts';
import { lockDataFolder } from './embedded/lock.ts';
import { Migrator } from 'kysely/migration';
import { migrations } from './migrations/index.ts';

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect(3);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

// The second time, it is prepared.
test.each([1, 2, 3])(
  'values of every type we use go in and come back alike on both databases (%s)',
  async () => {
    const bytes = Buffer.from([0, 255, 1, 39, 92]);
    const moment = new Date('2026-03-29T01:30:00.123Z');
    const { rows } = await sql`select
    ${9_007_199_254_740_991}::int8 as int8, ${'12345678901234.00000000000001'}::numeric as numeric, ${0.1}::float8 as float8,
    ${7}::int as int4, ${moment}::timestamptz as timestamptz, date '2026-03-29' as date, ${true}::boolean as boolean,
    ${JSON.stringify({ a: [1, 'x', null] })}::jsonb as jsonb, ${bytes}::bytea as bytea, ${null}::text as nothing,
    ${'[1,-2.5,0.125]'}::vector as vector, ${'{1:0.5,900000000:2}/1000000000'}::sparsevec as sparsevec,
    ${['a,"b', '{c}', 'ü']}::text[] as texts, ${[1, 2]}::int[] as integers, ${[bytes, Buffer.alloc(0)]}::bytea[] as blobs,
    ${"Grüße \\ ' 😀"}::text as text`.execute(connection.db);
    expect(rows).toEqual([
      {
        int8: 9_007_199_254_740_991,
        numeric: '12345678901234.00000000000001',
        float8: 0.1,
        int4: 7,
        timestamptz: moment,
        date: '2026-03-29',
        boolean: true,
        jsonb: { a: [1, 'x', null] },
        bytea: bytes,
        nothing: null,
        vector: '[1,-2.5,0.125]',
        sparsevec: '{1:0.5,900000000:2}/1000000000',
        texts: ['a,"b', '{c}', 'ü'],
        integers: [1, 2],
        blobs: [bytes, Buffer.alloc(0)],
        text: "Grüße \\ ' 😀",
      },
    ]);
    expect(Buffer.isBuffer((rows[0] as { bytea: unknown }).bytea)).toBe(true);
  },
);

test('a failed transaction leaves nothing, and the next one works', async () => {
  const { db } = connection;
  const insert = (name: string) => db.insertInto('settings').values({ name, value: Buffer.of(1) });
  await expect(
    db.transaction().execute(async (tx) => {
      await tx
        .insertInto('settings')
        .values({ name: 'gone', value: Buffer.of(1) })
        .execute();
      await sql`select 1 / 0`.execute(tx);
    }),
  ).rejects.toMatchObject({ code: '22012' });
  await insert('stays').execute();
  await expect(insert('stays').execute()).rejects.toMatchObject({
    code: '23505',
    constraint: 'settings_pkey',
  });
  expect(await db.selectFrom('settings').select('name').execute()).toEqual([{ name: 'stays' }]);
});

test('more queries than connections wait their turn', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => sql<{ n: number }>`select ${n}::int as n`.execute(connection.db)),
  );
  expect(answers.map(({ rows }) => rows[0]!.n)).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test.runIf(onPostgres)('connections that the server cuts are replaced', async () => {
  await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.05)`.execute(connection.db)));
  const other = await database.connect(1);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
    other.db,
  );
  await other.close();
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await sql<{ one: number }>`select 1 as one`.execute(connection.db)).rows).toEqual([{ one: 1 }]);
});

test.runIf(onPostgres)(
  'a connection that is cut inside a transaction fails that transaction, not the process',
  async () => {
    const crashed: unknown[] = [];
    const note = (error: unknown) => void crashed.push(error);
    process.on('uncaughtException', note);
    const other = await database.connect(1);
    const transaction = connection.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx);
      await sql`select pg_terminate_backend(${rows[0]!.pid}::integer)`.execute(other.db);
      // Idle between two statements, as it is while a job computes.
      await new Promise((resolve) => setTimeout(resolve, 300));
      await sql`select 1`.execute(tx);
    });
    const error = await transaction.then(() => expect.unreachable(), publicError);
    expect([error.status, error.code]).toEqual([503, 'database_unavailable']);
    expect((await sql<{ one: number }>`select 1 as one`.execute(connection.db)).rows).toEqual([{ one: 1 }]);
    await other.close();
    process.off('uncaughtException', note);
    expect(crashed).toEqual([]);
  },
);

test('a server that takes a connection and says nothing is unavailable', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const { db, close } = connectPostgres(`postgres://docent@127.0.0.1:${port}/docent`, 1);
  const error = await sql`select 1`.execute(db).then(() => expect.unreachable(), publicError);
  expect([error.status, error.code]).toEqual([503, 'database_unavailable']);
  await close();
  silent.close();
});

test("every tenant table's primary key begins with app_id", async () => {
  const { rows } = await sql<{ table: string; first: string }>`
    select c.relname as table, a.attname as first from pg_index i
    join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisprimary and n.nspname = 'public' and exists (
      select from pg_attribute t where t.attrelid = c.oid and t.attname = 'app_id')
      -- One chain for all apps: it stays in one place.
      and c.relname <> 'audit_entries'`.execute(connection.db);
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) expect(row).toMatchObject({ first: 'app_id' });
});

// Down to a schema with triggers, which a distributed database cannot have.
test.runIf(citusWorkers.length === 0)('migrations go down and up again', async () => {
  const other = await createTestDatabase();
  const { db, close } = await other.connect();
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  for (let step = 0; step < Object.keys(migrations).length; step++)
    expect((await migrator.migrateDown()).error).toBeUndefined();
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  expect(await db.selectFrom('documents').selectAll().execute()).toEqual([]);
  await close();
  await other.drop();
});

test('a data folder is held by one process: a living owner is named, a dead one is replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'docent-lock-'));
  const unlock = lockDataFolder(folder);
  expect(() => lockDataFolder(folder)).toThrow(`is in use by process ${process.pid}`);
  unlock();
  const lock = join(folder, 'docent.lock');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const space = readlinkSync('/proc/self/ns/pid');
  writeFileSync(lock, `999999 ${boot} 1 ${space}`);
  lockDataFolder(folder)();
  // The pid lives, but it is another process than the one that took the lock.
  writeFileSync(lock, `${process.ppid} ${boot} 1 ${space}`);
  lockDataFolder(folder)();
  // Another container's processes cannot be looked up: its lock counts while it is touched.
  for (const foreign of [`1 ${boot} 1 pid:[1]`, `1 another-boot 1 ${space}`]) {
    writeFileSync(lock, foreign);
    expect(() => lockDataFolder(folder)).toThrow('is in use by process 1');
    utimesSync(lock, new Date(), new Date(Date.now() - 60_000));
    lockDataFolder(folder)();
  }
});
