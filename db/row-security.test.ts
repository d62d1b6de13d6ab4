import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { citusWorkers, createTestDatabase, onPostgres, type TestDatabase } from '../test/database.ts';
import { connectPostgres, type Connection } from './connect.ts';
import type { Db } from './database.ts';
import { migrate } from './migrate.ts';
import { DatabaseRefused, checkTenantRole } from './tenant-role.ts';
import { TENANT_ROLE, tenantDb } from './tenant.ts';

const [OURS, THEIRS] = ['app_ours', 'app_theirs'];
const DENIED = { code: '42501' };

/** Any value that a column takes; text says whose it is. */
const valueOf = (type: string, appId: string): string => {
  if (type.startsWith('_')) return '{}';
  if (/^(text|varchar)$/.test(type)) return `of ${appId}`;
  if (/^(int|float|numeric)/.test(type)) return '1';
  const values: Record<string, string> = {
    bytea: '',
    bool: 'true',
    date: '2026-01-01',
    timestamptz: '2026-01-01Z',
    jsonb: `{"of":"${appId}"}`,
    sparsevec: '{1:1}/1000000000',
    halfvec: '[1,2]',
  };
  return values[type] ?? expect.unreachable(`a value for a column of the type ${type}`);
};

type Column = { table: string; column: string; type: string };
/** ofApps: its rows are apps' own, so its primary key begins with app_id. */
type Table = { name: string; columns: Column[]; ofApps: boolean };

describe.runIf(onPostgres)('row-level security', () => {
  let database: TestDatabase;
  let connection: Connection;
  let ours: Db;
  let tables: Table[];

  /** Every table gets a row of either app, whatever else it would ask for. */
  beforeAll(async () => {
    database = await createTestDatabase();
    connection = await database.connect(2);
    const { db } = connection;
    const { rows: rules } = await sql<{ table: string; name: string }>`
      select conrelid::regclass::text as table, conname as name from pg_constraint
      where connamespace = 'public'::regnamespace and contype in ('f', 'c') and conrelid <> 0
        -- Parts of tables that Citus spreads go with them.
        and conrelid::regclass::text !~ '_[0-9]{6}$'`.execute(db);
    for (const { table, name } of rules)
      await sql`alter table ${sql.table(table)} drop constraint if exists ${sql.id(name)} cascade`.execute(
        db,
      );
    const { rows: columns } = await sql<Column>`
      select c.table_name as table, column_name as column, udt_name as type
      from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not like 'kysely_%' order by 1, 2`.execute(
      db,
    );
    const { rows: keyed } = await sql<{ name: string }>`
      select indrelid::regclass::text as name from pg_index
      join pg_attribute on attrelid = indrelid and attnum = indkey[0] where indisprimary and attname = 'app_id'`.execute(
      db,
    );
    tables = [...new Set(columns.map(({ table }) => table))].map((name) => ({
      name,
      columns: columns.filter(({ table }) => table === name),
      ofApps: keyed.some((one) => one.name === name),
    }));
    for (const table of tables) for (const appId of [OURS, THEIRS]) await insert(db, table, appId);
    ours = tenantDb(connection, OURS);
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  const insert = (db: Db, { name, columns }: Table, appId: string) =>
    sql`
    insert into ${sql.table(name)} (${sql.join(columns.map(({ column }) => sql.id(column)))})
    values (${sql.join(
      columns.map(({ column, type }) =>
        column === 'app_id' ? sql.val(appId) : sql.lit(valueOf(type, appId)),
      ),
    )}) on conflict do nothing`.execute(db);
  const count = async (db: Db, table: string) =>
    (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]!.n;

  test('is on every table with an app_id; a new one calls `protectTable` in its migration', async () => {
    const { rows } = await sql<{ name: string; on: boolean; policies: number }>`
      select relname as name, relrowsecurity as on, (select count(*) from pg_policies where tablename = relname) as policies
      from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`.execute(
      connection.db,
    );
    const policiesOf = (name: string) => rows.find((row) => row.name === name);
    expect(tables.filter(({ ofApps }) => ofApps).length).toBeGreaterThan(25);
    for (const { name, columns, ofApps } of tables)
      if (ofApps) expect(policiesOf(name)).toEqual({ name, on: true, policies: 1 });
      // What is noted about apps, but not theirs: closed to them.
      else if (columns.some(({ column }) => column === 'app_id'))
        expect(policiesOf(name)).toEqual({ name, on: true, policies: 0 });
  });

  test('shows an app its own rows of every table, though no statement asks for them', async () => {
    for (const { name, ofApps } of tables) {
      const found = await sql<{ app_id?: string }>`select * from ${sql.table(name)}`
        .execute(ours)
        .catch((error) => error);
      if (found instanceof Error) {
        // What an app's statements do not need they do not get at all.
        expect([name, found]).toMatchObject([name, DENIED]);
        expect(ofApps, name).toBe(false);
        continue;
      }
      const rowsAsText = JSON.stringify(found.rows);
      if (ofApps)
        expect(
          found.rows.map((row: { app_id: string }) => row.app_id),
          name,
        ).toEqual([OURS]);
      // Plans and prices are everybody's.
      if (!['plans', 'prices'].includes(name)) expect(rowsAsText, name).not.toContain(THEIRS);
    }
    for (const secret of ['admins', 'admin_sessions', 'settings', 'invoices', 'notices'])
      await expect(count(ours, secret)).rejects.toMatchObject(DENIED);
  });

  test('shows through views what it shows of their tables', async () => {
    const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.views
      where table_schema = 'public'`.execute(connection.db);
    expect(rows.length).toBeGreaterThan(1);
    for (const { name } of rows) {
      const found = await sql`select * from ${sql.table(name)}`.execute(ours).catch((error) => error);
      if (found instanceof Error) expect(found).toMatchObject(DENIED);
      else expect(JSON.stringify(found.rows), name).not.toContain(THEIRS);
    }
  });

  test('is passed by one function, which asks for the app itself', async () => {
    const { rows } = await sql`select proname as name from pg_proc
      where prosecdef and pronamespace = 'public'::regnamespace`.execute(connection.db);
    expect(rows).toEqual([{ name: 'chunks_with' }]);
    const found = async (db: Db, app: string) =>
      (await sql`select app_id from chunks_with(${app}, array[1])`.execute(db)).rows;
    await sql`update lexical_index set terms = array[1]`.execute(connection.db);
    expect(await found(connection.db, THEIRS)).toEqual([{ app_id: THEIRS }]);
    expect(await found(ours, OURS)).toEqual([{ app_id: OURS }]);
    expect(await found(ours, THEIRS)).toEqual([]);
  });

  test('keeps an app from writing, moving and removing rows of another', async () => {
    for (const table of tables) {
      const { name, ofApps } = table;
      await expect(insert(ours, table, THEIRS), name).rejects.toMatchObject(DENIED);
      if (!ofApps) continue;
      const moved = sql`update ${sql.table(name)} set app_id = ${THEIRS}`.execute(ours);
      // Citus lets nobody move a row.
      const code = citusWorkers.length > 0 ? '0A000' : DENIED.code;
      await expect(moved, name).rejects.toMatchObject({ code });
      if (citusWorkers.length === 0) {
        const touched = await sql`update ${sql.table(name)} set app_id = app_id`.execute(ours);
        expect([name, touched.numAffectedRows]).toEqual([name, 1n]);
      }
      const removed = await sql`delete from ${sql.table(name)}`.execute(ours);
      expect([name, removed.numAffectedRows]).toEqual([name, 1n]);
      expect([name, await count(connection.db, name)]).toEqual([name, 1]);
      await expect(sql`truncate ${sql.table(name)}`.execute(ours)).rejects.toMatchObject(DENIED);
    }
  });

  test('shows nothing where no app is set, or one that is not', async () => {
    for (const app of ['', 'app_unknown']) {
      const nobody = tenantDb(connection, app);
      for (const { name } of tables.filter(({ ofApps }) => ofApps))
        expect([name, await count(nobody, name)]).toEqual([name, 0]);
      expect(await count(nobody, 'workspaces')).toBe(0);
    }
  });

  test('holds for a user that owns the database and is not a superuser; without the rights, the error says what to do', async () => {
    const server = new URL(process.env['TEST_DATABASE_URL']!);
    const admin = connectPostgres(server.href, 1);
    const user = `docent_test_${randomBytes(6).toString('hex')}`;
    await sql`create role ${sql.id(user)} login password 'secret'`.execute(admin.db);
    await sql`create database ${sql.id(user)} owner ${sql.id(user)}`.execute(admin.db);
    const url = Object.assign(new URL(server), { username: user, password: 'secret', pathname: user }).href;
    const inside = connectPostgres(Object.assign(new URL(server), { pathname: user }).href, 1);
    await sql`create extension vector`.execute(inside.db);
    await inside.close();
    const plain = connectPostgres(url, 2);
    await expect(migrate(plain.db)).rejects.toThrow(`grant ${TENANT_ROLE} to "${user}";`);
    await sql`grant ${sql.id(TENANT_ROLE)} to ${sql.id(user)}`.execute(admin.db);
    await migrate(plain.db);
    await checkTenantRole(plain.db);
    for (const appId of [OURS, THEIRS]) {
      await sql`insert into workspaces (workspace_id, name) values (${appId}, ${appId})`.execute(plain.db);
      await sql`insert into apps (app_id, workspace_id, name, embedding_model, embedding_dimensions, wrapped_key)
        values (${appId}, ${appId}, ${appId}, 'm', 2, '')`.execute(plain.db);
    }
    for (const table of ['apps', 'workspaces', 'workspace_terms']) {
      expect(await count(plain.db, table)).toBe(2);
      expect(await count(tenantDb(plain, OURS), table)).toBe(1);
    }
    await sql`revoke ${sql.id(TENANT_ROLE)} from ${sql.id(user)}`.execute(admin.db);
    await expect(checkTenantRole(plain.db)).rejects.toThrow(DatabaseRefused);
    await plain.close();
    await sql`drop database ${sql.id(user)} with (force)`.execute(admin.db);
    await sql`drop role ${sql.id(user)}`.execute(admin.db);
    await admin.close();
  });
});
