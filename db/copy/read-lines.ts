import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import type { Relation } from './list-relations.ts';

const ROWS_AT_ONCE = 200;

/**
 * The rows of a table in batches, each row a line: a JSON array with the text of every column, or null. In a transaction
 * with `copySettings`.
 */
export async function* readLines(
  tx: Tx,
  { name, columns, where }: Relation,
): AsyncGenerator<string[], void, undefined> {
  const values = columns.map(({ expression }) => `(${expression})::text`).join(', ');
  await sql
    .raw(
      `declare copied no scroll cursor for select json_build_array(${values})::text as line from ${name} where ${where}`,
    )
    .execute(tx);
  for (;;) {
    const { rows } = await sql<{ line: string }>`fetch ${sql.lit(ROWS_AT_ONCE)} from copied`.execute(tx);
    if (rows.length === 0) break;
    yield rows.map(({ line }) => line);
  }
  await sql`close copied`.execute(tx);
}
