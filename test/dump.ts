// Everything that a server holds, for tests that look for what must not be there.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Db } from '../db/database.ts';

/** Every row of every table, ours and the queue's, as text; bytes stand in it as hex. */
export async function dump(db: Db): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss') order by 1`.execute(db);
  const texts = [];
  for (const { name } of rows) {
    const found = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db);
    texts.push(name, ...found.rows.map(({ row }) => row));
  }
  return texts.join('\n');
}

/** Every file below a folder; those of a server that runs come and go. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    return !found ? [] : found.isDirectory() ? filesBelow(path) : [path];
  });
