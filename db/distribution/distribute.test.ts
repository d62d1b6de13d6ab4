// Runs where TEST_CITUS_WORKERS names the workers of a Citus: see docs/develop.md.
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { citusWorkers, createEmptyDatabase, prepareCitus, type TestDatabase } from '../../test/database.ts';
import type { Connection } from '../connect.ts';
import { migrate } from '../migrate.ts';
import { tenantDb } from '../tenant.ts';
import { alone, distribute } from './distribute.ts';
import { readApps, readNodes } from './read-nodes.ts';
import { isDistributed, readPlacement } from './read-placement.ts';

const APPS = Array.from({ length: 12 }, (_, index) => `app_${index}`);

describe.runIf(citusWorkers.length > 0)('a database with rows', () => {
  let database: TestDatabase;
  let connection: Connection;

  const foreignKeys = async () =>
    (
      await sql<{ key: string }>`
        select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) as key from pg_constraint
        where contype = 'f' and connamespace = 'public'::regnamespace and conrelid::regclass::text !~ '_[0-9]{6}$'
        order by 1`.execute(connection.db)
    ).rows.map(({ key }) => key);

  beforeAll(async () => {
    database = await createEmptyDatabase(process.env['TEST_DATABASE_URL']!);
    // Without workers when it is migrated: it begins as one server.
    await prepareCitus(database.url!, { workers: false });
    connection = await database.connect(4);
    const { db } = connection;
    await migrate(db);
    await db.insertInto('workspaces').values({ workspace_id: 'wsp_1', name: 'One' }).execute();
    for (const app_id of APPS) {
      await sql`insert into apps (app_id, workspace_id, name, embedding_model, embedding_dimensions, wrapped_key)
        values (${app_id}, 'wsp_1', ${app_id}, 'builtin-hash', 2, '')`.execute(db);
      await sql`insert into sessions (app_id, session_id) values (${app_id}, ${`sess_${app_id}`})`.execute(
        db,
      );
    }
  });
  afterAll(async () => {
    await connection.close();
    await database.drop();
  });

  test('is spread though it was interrupted: rows, foreign keys and walls between apps stay', async () => {
    const { db } = connection;
    expect(await isDistributed(db)).toBe(false);
    const before = await foreignKeys();
    await expect(alone(db, () => distribute(db))).rejects.toThrow('no worker');
    expect(await foreignKeys()).toEqual(before);

    await prepareCitus(database.url!, { workers: true });
    let moved = 0;
    const interrupt = () => {
      if (++moved === 9) throw new Error('interrupted');
    };
    await expect(alone(db, () => distribute(db, interrupt))).rejects.toThrow('interrupted');
    const rest = await alone(db, () => distribute(db));
    expect(rest.length).toBeGreaterThan(20);
    expect(await alone(db, () => distribute(db))).toEqual([]);
    expect(await migrate(db)).toEqual([]);

    expect((await readPlacement(db)).filter(({ place, now }) => place !== now && place !== 'local')).toEqual(
      [],
    );
    expect(await foreignKeys()).toEqual(before);
    const sessions = await db.selectFrom('sessions').select('app_id').orderBy('app_id').execute();
    expect(sessions.map(({ app_id }) => app_id)).toEqual(APPS.toSorted());

    const nodes = await readNodes(db);
    expect(nodes.map(({ role }) => role)).toEqual(['coordinator', ...citusWorkers.map(() => 'worker')]);
    const apps = await readApps(db);
    expect(apps.map(({ app_id }) => app_id).toSorted()).toEqual(APPS.toSorted());
    expect(new Set(apps.map(({ node }) => node)).size).toBe(citusWorkers.length);

    // A new connection knows that it is distributed.
    const again = await database.connect(2);
    const ours = tenantDb(again, 'app_1');
    expect(await ours.selectFrom('sessions').select('app_id').execute()).toEqual([{ app_id: 'app_1' }]);
    expect(await ours.selectFrom('sessions').selectAll().where('app_id', '=', 'app_2').execute()).toEqual([]);
    await expect(
      sql`insert into sessions (app_id, session_id) values ('app_2', 'sess_x')`.execute(ours),
    ).rejects.toThrow('row-level security');
    await again.close();

    // So does a session that a pooler opens, which sets nothing itself.
    const bare = new pg.Client(database.url);
    await bare.connect();
    const { rows } = await bare.query('show citus.multi_shard_modify_mode');
    await bare.end();
    expect(rows).toEqual([{ 'citus.multi_shard_modify_mode': 'sequential' }]);
  });
});
