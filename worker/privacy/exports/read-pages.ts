import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Database, Db } from '../../../db/database.ts';

const ROWS_A_PAGE = 200;

/** Rows of one app, and the columns of the primary key after app_id for paging. */
export type Listing<T extends keyof Database> = {
  table: T;
  key: string[];
  appId: string;
  where?: RawBuilder<unknown>;
};

/** All rows of a listing in the order of their key, page by page: no long statement, no open transaction. */
export async function* readPages<T extends keyof Database>(
  db: Db,
  { table, key, appId, where = sql`true` }: Listing<T>,
): AsyncGenerator<Selectable<Database[T]>[], void> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  let after: unknown[] | undefined;
  for (;;) {
    const from = after ? sql`and (${columns}) > (${sql.join(after)})` : sql``;
    const { rows } = await sql<Selectable<Database[T]>>`
      select * from ${sql.table(table)} where app_id = ${appId} and (${where}) ${from}
      order by ${columns} limit ${sql.lit(ROWS_A_PAGE)}`.execute(db);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1) as Record<string, unknown> | undefined;
    if (!last || rows.length < ROWS_A_PAGE) return;
    after = key.map((column) => last[column]);
  }
}
