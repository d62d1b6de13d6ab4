import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { onPostgres, templateDump } from '../../test/database.ts';
import { connectEmbedded, type Connection } from '../connect.ts';

// A Postgres server has its driver prepare statements.
describe.skipIf(onPostgres)('a statement that comes again', () => {
  let connection: Connection;
  beforeAll(async () => {
    // Of its own: what is sent here, no other database has to understand.
    connection = await connectEmbedded({ template: templateDump('migrated') });
  });
  afterAll(() => connection.close());
  beforeEach(async () => {
    await sql`drop table if exists fruits`.execute(connection.db);
    await sql`create table fruits (id integer primary key, name text)`.execute(connection.db);
  });
  const add = (id: number, name: string | null) =>
    sql`insert into fruits (id, name) values (${id}::integer, ${name})`.execute(connection.db);
  const all = async (db = connection.db) =>
    (await sql<{ id: number }>`select * from fruits order by id`.execute(db)).rows;
  const preparedOf = async (text: string) =>
    (await sql`select from pg_prepared_statements where statement = ${text}`.execute(connection.db)).rows
      .length;

  test('is prepared once, and takes other values each time', async () => {
    for (const [place, name] of ['fig', null, 'plum', 'sloe'].entries()) {
      const { numAffectedRows } = await add(place, name);
      expect(numAffectedRows).toBe(1n);
    }
    expect(await preparedOf('insert into fruits (id, name) values ($1::integer, $2)')).toBe(1);
    for (let times = 0; times < 3; times++)
      expect(await all()).toEqual([
        { id: 0, name: 'fig' },
        { id: 1, name: null },
        { id: 2, name: 'plum' },
        { id: 3, name: 'sloe' },
      ]);
  });

  test('can fail, within a transaction, too, and goes on', async () => {
    for (const id of [1, 2]) await add(id, 'fig');
    for (let times = 0; times < 3; times++)
      await expect(add(1, 'plum')).rejects.toMatchObject({ code: '23505', constraint: 'fruits_pkey' });
    const failing = connection.db.transaction().execute(async (tx) => {
      await sql`insert into fruits (id, name) values (${3}::integer, ${'sloe'})`.execute(tx);
      await sql`insert into fruits (id, name) values (${1}::integer, ${'sloe'})`.execute(tx);
    });
    await expect(failing).rejects.toMatchObject({ code: '23505' });
    await add(4, 'sloe');
    expect((await all()).map(({ id }) => id)).toEqual([1, 2, 4]);
  });

  test('can be one that refuses to run in a transaction, as each night', async () => {
    for (let times = 0; times < 3; times++) await sql`vacuum analyze`.execute(connection.db);
    expect(await preparedOf('vacuum analyze')).toBe(1);
  });

  test('returns the columns that there are now', async () => {
    await add(1, 'fig');
    for (let times = 0; times < 3; times++) expect(await all()).toEqual([{ id: 1, name: 'fig' }]);
    await sql`alter table fruits add column ripe boolean`.execute(connection.db);
    for (let times = 0; times < 3; times++) expect(await all()).toEqual([{ id: 1, name: 'fig', ripe: null }]);
    const undone = connection.db.transaction().execute(async (tx) => {
      await sql`alter table fruits drop column name`.execute(tx);
      for (let times = 0; times < 3; times++) expect(await all(tx)).toEqual([{ id: 1, ripe: null }]);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    for (let times = 0; times < 3; times++) expect(await all()).toEqual([{ id: 1, name: 'fig', ripe: null }]);
  });
});
