// Row-level security for a table. The owner, which the service itself uses, is not restricted.
import { sql, type Kysely } from 'kysely';
import { TENANT_ROLE } from './tenant.ts';

/** Rows of the transaction's app; none if no app is set. */
const OF_APP = `app_id = current_setting('docent.app_id', true)`;

/** The embedded database has only one user, which cannot be restricted. */
export async function hasRoles(db: Kysely<any>): Promise<boolean> {
  const { rows } = await sql<{ version: string }>`select version()`.execute(db);
  return !rows[0]!.version.includes('emscripten');
}

/**
 * Lets apps read and write only their own rows of a table: for every new table with an `app_id`.
 * @param own condition for an app's rows; default: those with its `app_id`
 */
export async function protectTable(
  db: Kysely<any>,
  table: string,
  { own = OF_APP, rights = 'select, insert, update, delete' }: { own?: string; rights?: string } = {},
): Promise<void> {
  if (!(await hasRoles(db))) return;
  const name = sql.table(table);
  const role = sql.id(TENANT_ROLE);
  await sql`alter table ${name} enable row level security`.execute(db);
  await sql`create policy own_rows on ${name} to ${role} using (${sql.raw(own)}) with check (${sql.raw(own)})`.execute(
    db,
  );
  await sql`grant ${sql.raw(rights)} on ${name} to ${role}`.execute(db);
}
