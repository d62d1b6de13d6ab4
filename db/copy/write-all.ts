import { sql } from 'kysely';
import type { Db, Tx } from '../database.ts';
import { copySettings } from './copy-settings.ts';
import type { Relation } from './list-relations.ts';

/** Writes all rows of a database in one transaction: what migrations wrote is replaced, and no trigger fires. */
export const writeAll = <T>(db: Db, relations: Relation[], write: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx) => {
    await copySettings(tx);
    const names = relations.map(({ name }) => name);
    await sql`truncate ${sql.raw(names.join(', '))} cascade`.execute(tx);
    const { rows } = await sql<{ name: string }>`
      select distinct tgrelid::regclass::text as name from pg_trigger
      where not tgisinternal and tgrelid::regclass::text = any(${names}::text[])`.execute(tx);
    for (const { name } of rows) await sql`alter table ${sql.raw(name)} disable trigger user`.execute(tx);
    const done = await write(tx);
    // Foreign keys that are checked at the end must be satisfied before a table can change.
    await sql`set constraints all immediate`.execute(tx);
    for (const { name } of rows) await sql`alter table ${sql.raw(name)} enable trigger user`.execute(tx);
    return done;
  });
