import { sql } from 'kysely';
import type { Db } from '../../../db/database.ts';
import type { Outage } from '../../../shared/platform/outage.ts';
import type { Target } from './claim.ts';

/** Shows at the document, or its new version, what its ingestion waits for. The next progress removes it. */
export async function noteWaiting(
  { db }: { db: Db },
  { appId, documentId }: Target,
  outage: Outage,
): Promise<void> {
  const set = { waiting_for: outage, updated_at: sql<Date>`now()` };
  await db
    .updateTable('document_versions')
    .set(set)
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();
  await db
    .updateTable('documents')
    .set(set)
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('status', 'not in', ['ready', 'failed'])
    .execute();
}
