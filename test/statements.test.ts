// What the suites sent to the embedded database is understood by Postgres, too: for those that run on one database alone.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { createTestDatabase, onPostgres, type TestDatabase } from './database.ts';
import { readPlaces } from '../db/distribution/read-placement.ts';
import { faultsOf } from './distributed-rules.ts';
import { readStatements, statementsFile } from './statements.ts';

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

test.runIf(isCollected)(
  'every statement of the run on the embedded database can be prepared',
  async () => {
    const statements = readStatements(statementsFile!);
    expect(statements.length).toBeGreaterThan(500);
    const refused: string[] = [];
    for (const sql of statements) {
      await client.query(`prepare collected as ${sql}`).then(
        () => client.query('deallocate collected'),
        ({ message }: Error) => refused.push(`${message}: ${sql}`),
      );
    }
    expect(refused).toEqual([]);
  },
  120_000,
);

const BULK = 'rows that a test writes as the service itself, which row-level security does not bind';
const PROCESS = 'a process that a test makes up';

/** What is not the service's, by its beginning. */
const EXCEPTIONS: [beginning: string, reason: string][] = [
  [`insert into sessions (app_id, session_id, end_user_id) select $1, 'sess_' || lpad(`, BULK],
  [`insert into sessions (app_id, session_id, last_at) select $1, 'sess_' || n,`, BULK],
  [`insert into sessions (app_id, session_id, end_user_id, last_at) select $1, 'sess_' || lpad(`, BULK],
  [
    `insert into ledger (app_id, usage_id, kind, model, day, status, input_tokens, cost, unpriced_tokens,`,
    BULK,
  ],
  [
    `insert into ledger (app_id, usage_id, key_id, kind, model, day, status, input_tokens, output_tokens, cost,`,
    BULK,
  ],
  [`insert into "processes" ("process_id", "roles", "seen_at") values ($1, $2, now()`, PROCESS],
  ['delete from mails where about_app_id is not null', 'a step back to a schema whose tables are not spread'],
];

test.runIf(isCollected)(
  'and Citus takes it, as far as its parse tree tells',
  async () => {
    const connection = await database.connect(1);
    const places = await readPlaces(connection.db);
    await connection.close();
    // Views are read where their tables are, and the job queue is on the coordinator.
    places.set('billed_apps', 'spread').set('workspace_terms', 'copied').set('pgboss.', 'local');
    const refused: string[] = [];
    for (const statement of readStatements(statementsFile!)) {
      const text = statement.replaceAll(/\s+/g, ' ').trim();
      if (EXCEPTIONS.some(([beginning]) => text.startsWith(beginning))) continue;
      for (const fault of await faultsOf(statement, places)) refused.push(`${fault}: ${text}`);
    }
    expect(refused).toEqual([]);
  },
  120_000,
);
