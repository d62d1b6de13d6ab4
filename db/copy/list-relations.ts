import { sql } from 'kysely';
import type { Db, Tx } from '../database.ts';

type Column = {
  name: string;
  /** As SQL names it, with its length or precision. */
  type: string;
  /** What is read of it: the column itself, unless it would be wrong elsewhere. */
  expression: string;
  /** Vectors are rounded where the other database holds them in half precision: they are not compared. */
  compared: boolean;
};

/** What is copied of a table. */
export type Relation = { name: string; columns: Column[]; where: string };

/** Processes that ran, and what they held. */
const LEFT_OUT = ['kysely_migration', 'kysely_migration_lock', 'processes', 'stream_slots'];

/** Jobs that are not done, but for those of pg-boss itself; a running one is run again. */
const JOBS = 'pgboss.job';
const UNFINISHED = "state < 'completed' and not starts_with(name, '__pgboss__')";

const expressions: Record<string, string> = {
  // Indexes of large apps are not copied: a job builds them again.
  'apps.indexed_generations': "'{}'::integer[]",
  'vector_index.indexed': 'false',
  [`${JOBS}.state`]: "case when state = 'active' then 'retry'::pgboss.job_state else state end",
  [`${JOBS}.started_on`]: 'null::timestamptz',
  [`${JOBS}.heartbeat_on`]: 'null::timestamptz',
};

/** All tables of a database with their columns, each after the tables that it refers to. */
export async function listRelations(db: Db | Tx): Promise<Relation[]> {
  const { rows: columns } = await sql<{ table: string; name: string; type: string }>`
    select case nspname when 'public' then relname else nspname || '.' || relname end as table,
      attname as name, format_type(atttypid, atttypmod) as type
    from pg_attribute join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace
    where attnum > 0 and not attisdropped
      and ((nspname = 'public' and relkind = 'r') or (nspname = 'pgboss' and relname = 'job'))
    order by 1, attnum`.execute(db);
  const { rows: references } = await sql<{ table: string; needs: string }>`
    select conrelid::regclass::text as table, confrelid::regclass::text as needs from pg_constraint
    where contype = 'f' and conrelid <> confrelid`.execute(db);
  const named = Map.groupBy(
    columns.filter(({ table }) => !LEFT_OUT.includes(table)),
    ({ table }) => table,
  );
  return inOrder([...named.keys()], references).map((name) => ({
    name,
    where: name === JOBS ? UNFINISHED : 'true',
    columns: named.get(name)!.map((column) => ({
      name: column.name,
      type: column.type,
      expression: expressions[`${name}.${column.name}`] ?? `"${column.name}"`,
      compared: column.type !== 'embedding',
    })),
  }));
}

function inOrder(names: string[], references: { table: string; needs: string }[]): string[] {
  const ordered = new Set<string>();
  const add = (name: string) => {
    if (ordered.has(name)) return;
    for (const { table, needs } of references) if (table === name && names.includes(needs)) add(needs);
    ordered.add(name);
  };
  for (const name of names) add(name);
  return [...ordered];
}
