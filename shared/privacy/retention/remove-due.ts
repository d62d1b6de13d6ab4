import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { Tx } from '../../../db/database.ts';
import { removeDocuments } from '../erasures/remove-documents.ts';
import { removeSessions } from '../erasures/remove-sessions.ts';
import type { Queue } from '../../platform/queue.ts';
import type { Due } from './due-rows.ts';

const AT_ONCE = { sessions: 100, documents: 20, ledger_rows: 2_000 };

/** Removes some of what is due, in the caller's transaction. @returns how many; 0 if there is nothing more */
export async function removeDue(tx: Tx, queue: Queue, appId: string, due: Due): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(due.id)} as id from ${due.from} order by ${sql.ref(due.moment)} limit ${sql.lit(AT_ONCE[due.kind])}`.execute(
    tx,
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  if (due.kind === 'sessions') await removeSessions(tx, appId, ids);
  else if (due.kind === 'documents') {
    const { blobIds } = await removeDocuments(tx, appId, ids);
    if (blobIds.length > 0) await queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: blobIds });
  } else await forgetLinks(tx, appId, ids);
  return ids.length;
}

/** Costs stay, by key and model as billed; what a call was for is removed. */
const forgetLinks = (tx: Tx, appId: string, usageIds: string[]) =>
  tx
    .updateTable('ledger')
    .set({ message_id: null, document_id: null })
    .where('app_id', '=', appId)
    .where('usage_id', '=', anyOf(usageIds))
    .execute();
