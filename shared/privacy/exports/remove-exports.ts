import type { Tx } from '../../../db/database.ts';
import { removedNothing, type Removed } from '../erasures/removed.ts';

/**
 * Removes an app's exports that were asked for until a moment: they hold copies of what else is removed. One that is being written finds its row gone and
 * leaves nothing. The files are the caller's to remove: `blobIds`.
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
