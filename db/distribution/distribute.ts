// Spreads the tables of a database over the machines that Citus knows. It can be interrupted anywhere and run again.
import { sql } from 'kysely';
import pg from 'pg';
import { ONE_CONNECTION } from '../connect.ts';
import type { Db, Tx } from '../database.ts';
import { DatabaseRefused } from '../tenant-role.ts';
import { TENANT_ROLE } from '../tenant.ts';
import { FIRST, hasCitus, readPlacement, type Placement } from './read-placement.ts';

/** In the table of settings: foreign keys that were taken away and are not back yet. */
const KEYS_SETTING = 'foreign_keys_to_restore';

type ForeignKey = { name: string; table: string; definition: string };

/** Held while the schema changes or tables are moved. */
const LOCK = 4_207_352;

/**
 * Runs what no other process may do meanwhile. The lock belongs to a transaction of its own, because a pooler may give the
 * work's statements to other sessions.
 */
export const alone = <T>(db: Db, work: () => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx);
    return work();
  });

/**
 * Moves each table to its place: see `readPlacement`. Nothing may use the tables meanwhile, because their foreign keys
 * are away until the last one is in its place. Call it within `alone`.
 * @param note called after each table
 * @returns the tables that were moved
 * @throws DatabaseRefused if Citus, its workers or a right is missing
 */
export async function distribute(db: Db, note: (table: Placement) => void = () => {}): Promise<Placement[]> {
  await requireNodes(db);
  const moved = (await readPlacement(db)).filter(({ place, now }) => place !== now && place !== 'local');
  if (moved.length > 0) {
    await letTenantsIn(db);
    await takeKeysAway(db, moved);
  }
  for (const table of moved) {
    await place(db, table);
    note(table);
  }
  await putKeysBack(db);
  await askOverOneConnection(db);
  return moved;
}

/** Whether there is a Citus with a worker to put rows on. */
export async function hasWorkers(db: Db): Promise<boolean> {
  return (await hasCitus(db)) && (await countNodes(db)).workers > 0;
}

async function countNodes(db: Db): Promise<{ coordinator: boolean; workers: number }> {
  const { rows } = await sql<{ coordinator: boolean; workers: number }>`
    select coalesce(bool_or(groupid = 0), false) as coordinator,
      count(*) filter (where groupid <> 0 and isactive and shouldhaveshards) as workers
    from pg_dist_node where noderole = 'primary'`.execute(db);
  return rows[0]!;
}

async function requireNodes(db: Db): Promise<void> {
  if (!(await hasCitus(db)))
    throw new DatabaseRefused(
      'This database has no Citus. Let a superuser run "create extension citus" on it and on each worker, and ' +
        '"select citus_add_node(host, port)" for each worker.',
    );
  const { coordinator, workers } = await countNodes(db);
  if (!coordinator)
    throw new DatabaseRefused(
      'Citus does not know how to reach this coordinator. Let a superuser run ' +
        '"select citus_set_coordinator_host(host, port)" with an address that the workers can reach.',
    );
  if (workers === 0)
    throw new DatabaseRefused(
      'Citus has no worker. Let a superuser run "select citus_add_node(host, port)" for each.',
    );
}

/**
 * Has Citus ask each machine over one connection in every session, also in those that a pooler opens. Sessions of our own
 * that are open already set it themselves.
 */
async function askOverOneConnection(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string; isSet: boolean }>`
    select datname as name, exists (
      select from pg_db_role_setting where setdatabase = pg_database.oid and setrole = 0 and ${ONE_CONNECTION} = any(setconfig)
    ) as "isSet" from pg_database where datname = current_database()`.execute(db);
  const { name, isSet } = rows[0]!;
  if (isSet) return;
  const [setting, value] = ONE_CONNECTION.split('=');
  const statement = `alter database ${pg.escapeIdentifier(name)} set ${setting} = ${value}`;
  await sql
    .raw(statement)
    .execute(db)
    .catch(() => {
      throw new DatabaseRefused(
        `Citus must ask each machine over one connection. Let the owner of the database run: ${statement};`,
      );
    });
}

/** Citus opens a connection to the workers as the role that a statement runs under. */
async function letTenantsIn(db: Db): Promise<void> {
  const { rows } = await sql<{ can: boolean }>`
    select rolcanlogin as can from pg_roles where rolname = ${TENANT_ROLE}`.execute(db);
  if (rows[0]?.can) return;
  try {
    await sql`alter role ${sql.id(TENANT_ROLE)} login`.execute(db);
  } catch {
    throw new DatabaseRefused(
      `On the workers, each app's statements run as ${TENANT_ROLE}, which must be able to log in there. Let a ` +
        `superuser run "alter role ${TENANT_ROLE} login", and let the workers trust the coordinator with it.`,
    );
  }
}

/** Keys between tables of which one is in its place and the other is not are refused by Citus. */
async function takeKeysAway(db: Db, tables: Placement[]): Promise<void> {
  const names = tables.map(({ table }) => table);
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<ForeignKey>`
      select conname as name, conrelid::regclass::text as table, pg_get_constraintdef(oid) as definition
      from pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace
        and (conrelid::regclass::text = any(${names}) or confrelid::regclass::text = any(${names}))
      order by conrelid::regclass::text, conname`.execute(tx);
    if (rows.length === 0) return;
    const kept = [...(await readKeys(tx)), ...rows];
    await writeKeys(tx, kept);
    for (const { table, name } of rows)
      await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(tx);
  });
}

async function place(db: Db, { table, place: where }: Placement): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local client_min_messages = error`.execute(tx);
    if (where === 'copied') await sql`select create_reference_table(${table})`.execute(tx);
    else
      await sql`select create_distributed_table(${table}, 'app_id',
        colocate_with => ${table === FIRST ? 'none' : FIRST})`.execute(tx);
    // Rows that were copied to their machines stay here as well, unseen, until they are removed.
    await sql`select truncate_local_data_after_distributing_table(${table})`.execute(tx);
  });
}

async function putKeysBack(db: Db): Promise<void> {
  const keys = await readKeys(db);
  for (const { table, name, definition } of keys) {
    // Back already, by a run that was interrupted.
    const { rows } = await sql`
      select from pg_constraint where conname = ${name} and conrelid = ${table}::regclass`.execute(db);
    if (rows.length > 0) continue;
    await sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(
      db,
    );
  }
  if (keys.length > 0) await db.deleteFrom('settings').where('name', '=', KEYS_SETTING).execute();
}

async function readKeys(db: Db | Tx): Promise<ForeignKey[]> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', KEYS_SETTING)
    .executeTakeFirst();
  return row ? (JSON.parse(row.value.toString()) as ForeignKey[]) : [];
}

async function writeKeys(tx: Tx, keys: ForeignKey[]): Promise<void> {
  const value = Buffer.from(JSON.stringify(keys));
  await tx
    .insertInto('settings')
    .values({ name: KEYS_SETTING, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
