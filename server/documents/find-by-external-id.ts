import type { Db, Tx } from '../../db/database.ts';

/** The app's document with an id of the caller's. */
export const findByExternalId = (db: Db | Tx, appId: string, externalId: string) =>
  db
    .selectFrom('documents')
    .select(['document_id', 'name', 'status', 'source_url'])
    .where('app_id', '=', appId)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
