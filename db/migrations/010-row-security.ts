// Beneath every query's own `where app_id`: on Postgres an app's statements run under a role that is shown its rows alone.
import { sql, type Kysely } from 'kysely';
import { hasRoles, protectTable } from '../protect-table.ts';
import { createTenantRole } from '../tenant-role.ts';
import { TENANT_ROLE } from '../tenant.ts';

const role = sql.id(TENANT_ROLE);

/** What concerns an app's workspace as a whole, and what it may do there. */
const ofWorkspace = {
  workspaces: 'select',
  custom_terms: 'select',
  message_counts: 'select, insert, update',
};
const OF_WORKSPACE = `workspace_id = (select workspace_id from apps where app_id = current_setting('docent.app_id', true))`;

/** The same for every app. Of processes only that they live. */
const OF_ALL = ['grant select on plans, prices', 'grant select (process_id) on processes'];

/** They show what their reader may see, not what their owner may. */
const VIEWS = ['workspace_terms', 'billed_apps'];

const currentSchema = async (db: Kysely<any>) => {
  const { rows } = await sql<{ name: string }>`select current_schema as name`.execute(db);
  return sql.id(rows[0]!.name);
};

/** Tables with an app_id, and whether their rows are the app's own: then their primary key begins with it. */
const tenantTables = async (db: Kysely<any>) =>
  (
    await sql<{ name: string; own: boolean }>`
      select c.relname as name, exists (
          select from pg_index i where i.indrelid = c.oid and i.indisprimary and i.indkey[0] = a.attnum) as own
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'app_id'
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not a.attisdropped
      order by 1`.execute(db)
  ).rows;

export async function up(db: Kysely<any>): Promise<void> {
  const schema = await currentSchema(db);
  // Under row-level security only operators that leak nothing may choose an index before the policy has been asked, and
  // that of arrays is none of them. So this one search runs as the owner, and asks for the app itself.
  await sql`
    create function chunks_with(app text, wanted integer[]) returns setof lexical_index
    language plpgsql stable security definer rows 200 set search_path = ${schema}, pg_temp as $$
    begin
      return query select * from lexical_index where app_id = app and terms && wanted
        and (current_setting('role') <> 'docent_tenant' or app = current_setting('docent.app_id', true));
    end $$`.execute(db);
  if (!(await hasRoles(db))) return;
  await createTenantRole(db);
  await sql`grant usage on schema ${schema} to ${role}`.execute(db);
  for (const { name, own } of await tenantTables(db))
    if (own) await protectTable(db, name);
    // The service's notes about apps: no app reads or writes them.
    else await sql`alter table ${sql.table(name)} enable row level security`.execute(db);
  for (const [table, rights] of Object.entries(ofWorkspace))
    await protectTable(db, table, { own: OF_WORKSPACE, rights });
  for (const grant of OF_ALL) await sql`${sql.raw(grant)} to ${role}`.execute(db);
  for (const view of VIEWS) {
    await sql`alter view ${sql.table(view)} set (security_invoker = true)`.execute(db);
    await sql`grant select on ${sql.table(view)} to ${role}`.execute(db);
  }
}

/** The role itself stays: other databases may use it. */
export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop function chunks_with(text, integer[])`.execute(db);
  if (!(await hasRoles(db))) return;
  for (const view of VIEWS) await sql`alter view ${sql.table(view)} reset (security_invoker)`.execute(db);
  const tables = await tenantTables(db);
  for (const table of [...tables.map(({ name }) => name), ...Object.keys(ofWorkspace)]) {
    await sql`drop policy if exists own_rows on ${sql.table(table)}`.execute(db);
    await sql`alter table ${sql.table(table)} disable row level security`.execute(db);
  }
  const { rows } = await sql<{ name: string }>`
    select distinct table_name as name from information_schema.column_privileges
    where grantee = ${TENANT_ROLE} and table_schema = current_schema()`.execute(db);
  for (const { name } of rows) await sql`revoke all on ${sql.table(name)} from ${role}`.execute(db);
  await sql`revoke usage on schema ${await currentSchema(db)} from ${role}`.execute(db);
}
