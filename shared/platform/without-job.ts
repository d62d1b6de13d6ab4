import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { JobName } from './jobs.ts';

/**
 * The rows that no job works on or is going to. Asked apart from the rows themselves, which may be on another machine.
 * @param of names of the jobs, and the field of their payload that names a row beside `app_id`
 */
export async function withoutJob<
  Field extends string,
  Row extends { app_id: string } & Record<Field, string>,
>(db: Db | Tx, rows: Row[], { jobs, field }: { jobs: JobName[]; field: Field }): Promise<Row[]> {
  if (rows.length === 0) return [];
  const found = await sql<{ app_id: string; id: string }>`
    select data->>'app_id' as app_id, data->>${field} as id from pgboss.job
    where name = any(${jobs}::text[]) and state in ('created', 'retry', 'active')
      and data->>${field} = any(${rows.map((row) => row[field])}::text[])`.execute(db);
  const held = new Set(found.rows.map(({ app_id, id }) => `${app_id} ${id}`));
  return rows.filter((row) => !held.has(`${row.app_id} ${row[field]}`));
}
