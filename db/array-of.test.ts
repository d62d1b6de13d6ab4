import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toSparsevecs, toVectors } from '../shared/retrieval/to-vector.ts';
import { createTestDatabase, type TestDatabase } from '../test/database.ts';
import { arrayOf } from './array-of.ts';
import type { Connection } from './connect.ts';

let database: TestDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createTestDatabase();
  connection = await database.connect(1);
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

test('lists of every type go in and come back alike on both databases', async () => {
  const texts = ['', 'a,"b', '{c}', null, "Grüße \\ ' 😀", 'null'];
  const integers = [0, -1, 2_147_483_647, -2_147_483_648];
  const { rows } = await sql`select ${arrayOf(connection, 'text', texts)} as texts,
    ${arrayOf(connection, 'integer', integers)} as integers, ${arrayOf(connection, 'integer', [1, null])} as gaps,
    ${arrayOf(connection, 'boolean', [true, false])} as booleans, ${arrayOf(connection, 'text', [])} as none,
    ${arrayOf(connection, 'integer', [])} as nothing`.execute(connection.db);
  expect(rows).toEqual([
    { texts, integers, gaps: [1, null], booleans: [true, false], none: [], nothing: [] },
  ]);
});

test('so do vectors and words', async () => {
  const words = [
    { ids: Int32Array.of(1, 1_000_000_000), weights: Float32Array.of(0.5, 1.25) },
    { ids: Int32Array.of(), weights: Float32Array.of() },
  ];
  const { rows } = await sql`select embedding::embedding::text as vector, lexical::text as words
    from unnest(${await toVectors(connection, [Float32Array.of(1, -2.5), Float32Array.of(0, 0.125)])},
      ${await toSparsevecs(connection, words)}) as given (embedding, lexical)`.execute(connection.db);
  expect(rows).toEqual([
    { vector: '[1,-2.5]', words: '{1:0.5,1000000000:1.25}/1000000000' },
    { vector: '[0,0.125]', words: '{}/1000000000' },
  ]);
});
