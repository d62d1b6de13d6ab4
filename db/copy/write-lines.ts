import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import type { Relation } from './list-relations.ts';

/**
 * Inserts rows that `readLines` has read.
 * @param relation of this database
 * @param from names of the columns in the lines; one that this database does not have is an error
 */
export async function writeLines(tx: Tx, relation: Relation, from: string[], lines: string[]): Promise<void> {
  const types = new Map(relation.columns.map(({ name, type }) => [name, type]));
  const values = from.map((name, index) => {
    const type = types.get(name);
    if (!type) throw new Error(`the table ${relation.name} has no column ${name}`);
    return `(line->>${index})::${type}`;
  });
  const names = from.map((name) => `"${name}"`).join(', ');
  await sql`insert into ${sql.raw(relation.name)} (${sql.raw(names)})
    select ${sql.raw(values.join(', '))} from json_array_elements(${`[${lines.join(',')}]`}::json) as line`.execute(
    tx,
  );
}
