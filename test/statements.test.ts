// What the suites sent to the embedded database is understood by Postgres, too: for those that run on one database alone.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { createTestDatabase, onPostgres, type TestDatabase } from './database.ts';
import { readPlaces } from '../db/distribution/read-placement.ts';
import { ASKS_ALL_MACHINES } from './asks-all-machines.ts';
import { faultsOf, namesApp } from './distributed-rules.ts';
import { isOfTests, readStatements, statementsFile } from './statements.ts';

const isCollected = onPostgres && statementsFile !== undefined && existsSync(statementsFile);

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  if (database.url) await client.connect();
});
afterAll(async () => {
  if (database.url) await client.end();
  await database.drop();
});

test.runIf(isCollected)('every statement of the run on the embedded database can be prepared', async () => {
  const statements = readStatements(statementsFile!);
  expect(statements.length).toBeGreaterThan(500);
  const refused: string[] = [];
  for (const { sql } of statements) {
    await client.query(`prepare collected as ${sql}`).then(
      () => client.query('deallocate collected'),
      ({ message }: Error) => refused.push(`${message}: ${sql}`),
    );
  }
  expect(refused).toEqual([]);
});

test.runIf(isCollected)(
  'and Citus takes what the service sends, as far as its parse tree tells',
  async () => {
    const places = await placesOf(database);
    const refused: string[] = [];
    for (const { sql, from } of await ofService())
      for (const fault of await faultsOf(sql, places)) refused.push(`${fault}: ${from}: ${sql}`);
    expect(refused).toEqual([]);
  },
);

test.runIf(isCollected)('and it names its app, or its file is known to ask all machines', async () => {
  const places = await placesOf(database);
  const asking = new Map<string, string>();
  for (const { sql, from } of await ofService())
    if (from !== 'unknown' && !(await namesApp(sql, places))) asking.set(from, sql);
  expect([...asking].filter(([from]) => !(from in ASKS_ALL_MACHINES))).toEqual([]);
});

/** A migration runs before its tables are spread, or on each machine. */
const ofService = async () =>
  readStatements(statementsFile!).filter(
    ({ from }) =>
      !isOfTests(from) && !from.startsWith('db/migrations/') && !from.startsWith('db/distribution/'),
  );

async function placesOf({ connect }: TestDatabase) {
  const connection = await connect(1);
  const places = await readPlaces(connection.db);
  await connection.close();
  // Views are read where their tables are, and the job queue is on the coordinator.
  return places.set('billed_apps', 'spread').set('workspace_terms', 'copied').set('pgboss.', 'local');
}
