import { sql } from 'kysely';
import type { Db } from '../db/database.ts';

/** Every table of the database with rows of an app, as the database itself knows them. */
export async function tenantTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and column_name = 'app_id' and table_type = 'BASE TABLE' order by 1`.execute(
    db,
  );
  return rows.map((row) => row.name);
}
