// The tenants' role belongs to the whole database server, not to one database.
import { sql, type Kysely } from 'kysely';
import { hasRoles } from './protect-table.ts';
import { TENANT_ROLE } from './tenant.ts';

/** The operator must change something on the database server first; the message says what. */
export class DatabaseRefused extends Error {}

const INSUFFICIENT_PRIVILEGE = '42501';
const role = sql.raw(TENANT_ROLE);
const userOf = async (db: Kysely<any>) =>
  (await sql<{ name: string }>`select session_user as name`.execute(db)).rows[0]!.name;
const howTo = (user: string) =>
  `Let a superuser run: create role ${TENANT_ROLE} nologin; grant ${TENANT_ROLE} to "${user}";`;

/**
 * Creates the role if needed and grants it to our user. Other databases on the server may do so at the same time.
 * @throws DatabaseRefused
 */
export async function createTenantRole(db: Kysely<any>): Promise<void> {
  const user = await userOf(db);
  try {
    await sql`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db);
    // Since Postgres 16, the right to create a role does not include using it.
    await sql`do $$ begin
      set local role ${role};
      set local role none;
    exception when insufficient_privilege then
      begin grant ${role} to current_user; exception when unique_violation then null; end;
    end $$`.execute(db);
    await sql`do $$ begin set local role ${role}; set local role none; end $$`.execute(db);
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new DatabaseRefused(
      `Each app is kept to its own rows by the database role ${TENANT_ROLE}, which the user "${user}" cannot create ` +
        `or use. ${howTo(user)}`,
    );
  }
}

/**
 * Checks at every start that the database keeps apps apart for this user: it may have been restored elsewhere.
 * @throws DatabaseRefused
 */
export async function checkTenantRole(db: Kysely<any>): Promise<void> {
  if (!(await hasRoles(db))) return;
  const user = await userOf(db);
  const { rows } = await sql<{ owner: boolean; policies: boolean }>`
    select not row_security_active('apps') as owner,
      exists (select from pg_policies where tablename = 'apps' and roles = array[${TENANT_ROLE}]::name[]) as policies`.execute(
    db,
  );
  if (!rows[0]!.owner)
    throw new DatabaseRefused(
      `The user "${user}" must own Docent's tables. Let their owner run reassign owned by.`,
    );
  if (!rows[0]!.policies)
    throw new DatabaseRefused(
      `The database was restored where the role ${TENANT_ROLE} was missing. ${howTo(user)} Then restore it again.`,
    );
  await db
    .transaction()
    .execute((tx) => sql`set local role ${role}`.execute(tx))
    .catch(() => {
      throw new DatabaseRefused(`The user "${user}" cannot use the role ${TENANT_ROLE}. ${howTo(user)}`);
    });
}
