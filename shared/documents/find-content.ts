import type { Db, Tx } from '../../db/database.ts';

/** The document of an app that has a content, or is getting it as its new version. @param hash SHA-256, hex */
export async function findContent(db: Db | Tx, appId: string, hash: string): Promise<string | undefined> {
  const found = await db
    .selectFrom('documents')
    .select('document_id')
    .where('app_id', '=', appId)
    .where('content_hash', '=', hash)
    .unionAll(
      db
        .selectFrom('document_versions')
        .select('document_id')
        .where('app_id', '=', appId)
        .where('content_hash', '=', hash),
    )
    .executeTakeFirst();
  return found?.document_id;
}
