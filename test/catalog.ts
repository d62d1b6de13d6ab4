// What a database is made of, as sorted lines of text: two databases with the same lines have the same schema.
import { sql } from 'kysely';
import type { Db } from '../db/database.ts';

/** One query a kind of object; each yields lines. Names of the extension's own objects are left out, as is column order. */
const QUERIES = [
  `select format('table %s kind=%s rls=%s options=%s grants=%s', relname, relkind, relrowsecurity, reloptions, relacl) as line
   from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'S')`,
  `select format('column %s.%s %s null=%s default=%s statistics=%s storage=%s grants=%s', relname, attname,
     format_type(atttypid, atttypmod), not attnotnull, pg_get_expr(adbin, adrelid), attstattarget, attstorage, attacl) as line
   from pg_attribute a join pg_class c on c.oid = attrelid left join pg_attrdef d on d.adrelid = attrelid and d.adnum = attnum
   where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and attnum > 0 and not attisdropped`,
  `select format('constraint %s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
   from pg_constraint where connamespace = 'public'::regnamespace`,
  `select format('index %s', indexdef) as line from pg_indexes where schemaname = 'public'`,
  `select format('view %s: %s', c.oid::regclass, pg_get_viewdef(c.oid)) as line from pg_class c
   where relnamespace = 'public'::regnamespace and relkind = 'v'`,
  `select format('trigger %s', pg_get_triggerdef(oid)) as line from pg_trigger where not tgisinternal`,
  `select format('policy %s', p) as line from pg_policies p where schemaname = 'public'`,
  `select format('function %s grants=%s', pg_get_functiondef(p.oid), proacl) as line from pg_proc p
   where pronamespace = 'public'::regnamespace and prokind = 'f'
     and not exists (select from pg_depend d where d.objid = p.oid and deptype = 'e')`,
  `select format('domain %s %s', typname, format_type(typbasetype, typtypmod)) as line from pg_type
   where typnamespace = 'public'::regnamespace and typtype = 'd'`,
];

/** Every table, column, default, constraint, index, view, trigger, function, policy and grant of the schema `public`. */
export async function readCatalog(db: Db): Promise<string[]> {
  const lines = [];
  for (const query of QUERIES)
    lines.push(...(await sql.raw<{ line: string }>(query).execute(db)).rows.map(({ line }) => line));
  return lines.sort();
}
