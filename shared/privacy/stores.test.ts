import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { tenantTables } from '../../test/tenant-tables.ts';
import type { Connection } from '../../db/connect.ts';
import { describeStores } from './describe-stores.ts';
import { stores } from './stores.ts';

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createTestDatabase('migrated');
  connection = await database.connect();
});
afterAll(() => database.drop());

test('every table with rows of an app is a store, and every store is a table', async () => {
  const tables = await tenantTables(connection.db);
  // Names of erased apps, for invoices: written by a trigger when an app is deleted.
  expect(tables.filter((table) => table !== 'deleted_apps')).toEqual(Object.keys(stores).sort());
});

test('docs/privacy.md shows the stores as they are: npm run docs:stores writes its table', () => {
  expect(readFileSync('docs/privacy.md', 'utf8')).toContain(describeStores());
});
