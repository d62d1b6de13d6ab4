import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import type { Relation } from './list-relations.ts';

/** `checksum`: the same for the same rows, in whatever order and database. */
export type Sum = { rows: number; checksum: string };

/** Counts and sums what is copied of a table, in a transaction with `copySettings`. */
export async function sumRows(tx: Tx, { name, columns, where }: Relation): Promise<Sum> {
  const compared = columns.filter((column) => column.compared);
  const values = compared.map(({ expression }) => `(${expression})::text`).join(', ');
  const { rows } = await sql<Sum>`
    select count(*)::integer as rows,
      coalesce(sum(('x' || left(md5(row(${sql.raw(values)})::text), 15))::bit(60)::bigint), 0)::text as checksum
    from ${sql.raw(name)} where ${sql.raw(where)}`.execute(tx);
  return rows[0]!;
}
