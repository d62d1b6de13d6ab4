import { sql } from 'kysely';
import type { Db, Tx } from '../../../db/database.ts';
import { storeEntries } from '../stores.ts';
import { removedNothing, type Removed } from './removed.ts';

/** Tables whose rows must not outlive their app. */
export const tablesOfApps = storeEntries.flatMap(([table, { keptWithoutApp }]) =>
  keptWithoutApp ? [] : [table],
);

export const countOf = async (db: Db | Tx, table: string, appId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) from ${sql.id(table)} where app_id = ${appId}`.execute(db);
  return rows[0]!.count;
};

/**
 * Removes an app with everything in it and its data key, so that leftovers on a disk cannot be read. Its usage stays
 * for billing, without a name.
 */
export async function removeApp(tx: Tx, appId: string): Promise<Removed> {
  // Documents before their app, as an ingest locks them: neither waits for the other for ever.
  await sql`select from documents where app_id = ${appId} order by document_id for update`.execute(tx);
  await sql`select from apps where app_id = ${appId} for update`.execute(tx);
  const counts: Record<string, number> = {};
  for (const table of tablesOfApps) counts[table] = await countOf(tx, table, appId);
  await sql`delete from apps where app_id = ${appId}`.execute(tx);
  // The search tables have no foreign keys, because millions of rows are written to them.
  for (const table of tablesOfApps)
    await sql`delete from ${sql.id(table)} where app_id = ${appId}`.execute(tx);
  await sql`delete from notices where about_app_id = ${appId}`.execute(tx);
  await sql`update deleted_apps set name = 'Erased app' where app_id = ${appId}`.execute(tx);
  return { ...removedNothing(), appIds: [appId], counts };
}
