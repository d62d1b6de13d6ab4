import type { Tx } from '../../../db/database.ts';
import { removedNothing, type Removed } from '../erasures/removed.ts';

/**
 * Removes an app's exports that were requested before a time, because they contain copies of what is being removed.
 * An export that is being written notices and leaves nothing. The caller removes the files: `blobIds`.
 */
export async function removeExports(tx: Tx, appId: string, until: Date): Promise<Removed> {
  const rows = await tx
    .deleteFrom('exports')
    .where('app_id', '=', appId)
    .where('created_at', '<=', until)
    .returning('blob_id')
    .execute();
  const blobIds = rows.flatMap(({ blob_id }) => blob_id ?? []);
  return { ...removedNothing(), blobIds, counts: rows.length > 0 ? { exports: rows.length } : {} };
}
