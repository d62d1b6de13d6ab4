// What the suites sent to the embedded database is understood by Postgres, too: for those that run on one database alone.
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import pg from 'pg';
import { createTestDatabase, onPostgres, type TestDatabase } from './database.ts';
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
