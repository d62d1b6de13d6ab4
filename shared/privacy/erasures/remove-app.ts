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
  // Documents before their app, in the order an ingestion locks them, to avoid a deadlock.
  await tx
    .selectFrom('documents')
    .select('document_id')
    .where('app_id', '=', appId)
    .orderBy('document_id')
    .forUpdate()
    .execute();
  await tx.selectFrom('apps').select('app_id').where('app_id', '=', appId).forUpdate().execute();
  const counts: Record<string, number> = {};
  for (const table of tablesOfApps) counts[table] = await countOf(tx, table, appId);
  await tx
    .insertInto('deleted_apps')
    .columns(['app_id', 'workspace_id', 'name'])
    .expression((of) =>
      of
        .selectFrom('apps')
        .select(['app_id', 'workspace_id', sql.lit('Erased app').as('name')])
        .where('app_id', '=', appId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await tx.deleteFrom('apps').where('app_id', '=', appId).execute();
  // The search tables have no foreign keys, because millions of rows are written to them.
  for (const table of tablesOfApps)
    await sql`delete from ${sql.id(table)} where app_id = ${appId}`.execute(tx);
  await tx.deleteFrom('mails').where('about_app_id', '=', appId).execute();
  await tx.deleteFrom('notices').where('about_app_id', '=', appId).execute();
  return { ...removedNothing(), appIds: [appId], counts };
}
