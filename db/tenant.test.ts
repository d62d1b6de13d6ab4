import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, onPostgres, type TestDatabase } from '../test/database.ts';
import type { Connection } from './connect.ts';
import type { Db } from './database.ts';
import { TENANT_ROLE, asSystem, tenantDb } from './tenant.ts';

let database: TestDatabase;
let connection: Connection;
let ours: Db;
const [OURS, THEIRS] = ['app_ours', 'app_theirs'];

beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect(2);
  const { db } = connection;
  for (const app_id of [OURS, THEIRS]) {
    const workspace_id = `wsp_of_${app_id}`;
    await db.insertInto('workspaces').values({ workspace_id, name: app_id }).execute();
    await sql`insert into apps (app_id, workspace_id, name, embedding_model, embedding_dimensions, wrapped_key)
      values (${app_id}, ${workspace_id}, ${app_id}, 'builtin-hash', 2, '')`.execute(db);
  }
  ours = tenantDb(connection, OURS);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const who = sql<{ user: string; app: string; role: string }>`
  select current_user as user, coalesce(current_setting('docent.app_id', true), '') as app, current_setting('role') as role`;
const tenant = { user: TENANT_ROLE, app: OURS, role: TENANT_ROLE };

test('the embedded database has one user: an app is given the whole of it', () => {
  expect(tenantDb(connection, OURS) === connection.db).toBe(!onPostgres);
});

describe.runIf(onPostgres)('a database bound to an app', () => {
  test.each([
    ['named', true],
    ['unnamed', false],
  ])('has the settings of a session behind a pooler, with %s statements', async (_name, named) => {
    const one = await database.connect(1);
    if (one.engine.kind !== 'postgres') return;
    const client = await one.engine.pool.connect();
    Object.assign(client, { pooled: true, named });
    // What a pooler's other sessions have.
    await client.query('reset jit; reset hnsw.ef_search');
    client.release();
    const settings = sql<object>`select current_setting('jit') as jit, current_setting('hnsw.ef_search') as candidates,
      ${1}::integer as parameter`;
    const bound = tenantDb(one, OURS);
    const wanted = [{ jit: 'off', candidates: '200', parameter: 1 }];
    for (let times = 0; times < 2; times++) expect((await settings.execute(bound)).rows).toEqual(wanted);
    expect((await bound.transaction().execute((tx) => settings.execute(tx))).rows).toEqual(wanted);
    await one.close();
  });

  test('runs each statement and each transaction under the role, and leaves the connection as it was', async () => {
    const one = await database.connect(1);
    const bound = tenantDb(one, OURS);
    const itself = (await who.execute(one.db)).rows[0]!;
    expect(itself).toMatchObject({ app: '', role: 'none' });
    for (let times = 0; times < 3; times++) {
      expect((await who.execute(bound)).rows).toEqual([tenant]);
      // Without and with parameters, which take different ways through the driver.
      expect((await sql`select ${times}::int as n, ${'x'}::text as x`.execute(bound)).rows).toEqual([
        { n: times, x: 'x' },
      ]);
      await bound.transaction().execute(async (tx) => {
        expect((await who.execute(tx)).rows).toEqual([tenant]);
        expect((await asSystem(tx, (db) => who.execute(db))).rows).toEqual([{ ...itself, app: OURS }]);
        expect((await who.execute(tx)).rows).toEqual([tenant]);
      });
      expect((await who.execute(one.db)).rows).toEqual([itself]);
    }
    expect((await who.execute(tenantDb(one, THEIRS))).rows).toEqual([{ ...tenant, app: THEIRS }]);
    await one.close();
  });

  test('says what a statement did, and goes on after one that failed', async () => {
    const one = await database.connect(1);
    const bound = tenantDb(one, OURS);
    const update = () =>
      bound.updateTable('apps').set({ name: 'New' }).where('name', '<>', 'New').executeTakeFirst();
    expect((await update()).numUpdatedRows).toBe(1n);
    expect((await update()).numUpdatedRows).toBe(0n);
    const failures = [
      sql`select ${1}::int / 0`,
      sql`select ${'x'}::integer`,
      sql`selec ${1}`,
      sql`select 1; select 2`,
      sql`select ${1} from nothing_here`,
    ];
    for (const failure of [...failures, ...failures]) {
      await expect(failure.execute(bound)).rejects.toMatchObject({ code: /^(22|42)/ });
      expect((await who.execute(bound)).rows).toEqual([tenant]);
      expect((await who.execute(one.db)).rows).toMatchObject([{ role: 'none', app: '' }]);
    }
    // What has failed once for lack of a table is found when there is one.
    await sql`create table nothing_here ()`.execute(one.db);
    await sql`grant select on nothing_here to ${sql.id(TENANT_ROLE)}`.execute(one.db);
    expect((await failures[4]!.execute(bound)).rows).toEqual([]);
    await sql`drop table nothing_here`.execute(one.db);
    const failing = bound.transaction().execute((tx) => sql`select ${1}::int / 0`.execute(tx));
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    const refused = bound
      .transaction()
      .execute((tx) => asSystem(tx, () => Promise.reject(new Error('refused'))));
    await expect(refused).rejects.toThrow('refused');
    expect((await who.execute(one.db)).rows).toMatchObject([{ role: 'none', app: '' }]);
    await one.close();
  });

  test('a refusal inside `asSystem` that is caught leaves the transaction with the app', async () => {
    await ours.transaction().execute(async (tx) => {
      await asSystem(tx, () => Promise.reject(new Error('refused'))).catch(() => {});
      expect((await who.execute(tx)).rows).toEqual([tenant]);
    });
  });

  test('no app’s name is more than a name', async () => {
    const name = `x', true); select set_config('role', 'none`;
    expect((await who.execute(tenantDb(connection, name))).rows).toEqual([{ ...tenant, app: name }]);
    await tenantDb(connection, name)
      .transaction()
      .execute(async (tx) => expect((await who.execute(tx)).rows).toEqual([{ ...tenant, app: name }]));
  });
});
