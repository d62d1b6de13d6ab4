// Where each table of a database goes that Citus spreads over machines, and why.
import { sql } from 'kysely';
import type { Db, Tx } from '../database.ts';

/** `spread`: by app_id over the machines. `copied`: whole on each of them. `local`: on the coordinator alone. */
export type Place = 'spread' | 'copied' | 'local';

export type Placement = {
  table: string;
  place: Place;
  why: string;
  /** Where it is now. */
  now: Place;
};

/** What statements of an app read beside its own rows: they must be where its rows are. */
const COPIED: Record<string, string> = {
  plans: 'read with the apps of every workspace',
  workspaces: 'read with the apps of every workspace',
  custom_terms: 'read with the apps of every workspace',
  prices: 'read when a call is settled',
  processes: 'read to find out what nobody has in hand',
};

/** The table that all others lie beside: the rows of one app are on one machine. */
export const FIRST = 'apps';

/** Whether Citus is installed in the database. */
export async function hasCitus(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from pg_extension where extname = 'citus') as found`.execute(db);
  return rows[0]!.found;
}

/** Whether its tables are spread already, at least some of them. The database must have Citus. */
export async function isDistributed(db: Db | Tx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from citus_tables where table_name = to_regclass(${FIRST})) as found`.execute(db);
  return rows[0]!.found;
}

type Found = { table: string; own: boolean };

/** Docent's tables, and whether their rows belong to one app each. */
async function readTables(db: Db | Tx): Promise<Found[]> {
  const { rows } = await sql<Found>`
    select c.relname as table,
      exists (
        select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary and a.attname = 'app_id') as own
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by c.relname`.execute(db);
  return rows;
}

/** Where each table belongs. Also without Citus. */
export async function readPlaces(db: Db | Tx): Promise<Map<string, Place>> {
  return new Map((await readTables(db)).map((found) => [found.table, toPlace(found).place]));
}

/** Docent's tables in the order in which they are placed. The database must have Citus. */
export async function readPlacement(db: Db | Tx): Promise<Placement[]> {
  const { rows } = await sql<{ table: string; kind: string }>`
    select relname as table, citus_table_type as kind from citus_tables join pg_class on oid = table_name
    where relnamespace = 'public'::regnamespace`.execute(db);
  const kinds = new Map(rows.map(({ table, kind }) => [table, kind]));
  const order = (table: string) =>
    table in COPIED ? Object.keys(COPIED).indexOf(table) : table === FIRST ? 100 : 101;
  return (await readTables(db))
    .filter(({ table }) => !SHARD.test(table))
    .map((found) => ({
      table: found.table,
      ...toPlace(found),
      now: PLACES[kinds.get(found.table) ?? ''] ?? ('local' as const),
    }))
    .sort((one, other) => order(one.table) - order(other.table));
}

/** Parts of tables, where the coordinator keeps some itself. */
const SHARD = /_[0-9]{6,}$/;

const PLACES: Record<string, Place> = { distributed: 'spread', reference: 'copied' };

function toPlace({ table, own }: Found): { place: Place; why: string } {
  if (table in COPIED) return { place: 'copied', why: COPIED[table]! };
  if (own) return { place: 'spread', why: 'its rows belong to one app' };
  return { place: 'local', why: 'no statement of an app needs it beside its rows' };
}
