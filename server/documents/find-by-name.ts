import type { Db, Tx } from '../../db/database.ts';
import { CURATED_ANSWER } from '../../shared/contract/media-type.ts';

/** The app's documents with exactly this name, the newest first; two at the most. */
export const findByName = (db: Db | Tx, appId: string, name: string) =>
  db
    .selectFrom('documents')
    .select(['document_id', 'name', 'status'])
    .where('app_id', '=', appId)
    .where('name', '=', name)
    .where('media_type', '!=', CURATED_ANSWER)
    .orderBy('document_id', 'desc')
    .limit(2)
    .execute();
