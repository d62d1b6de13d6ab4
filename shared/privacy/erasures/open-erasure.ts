import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Queue } from '../../platform/queue.ts';
import { removeSubject } from './remove-subject.ts';
import type { Removed } from './removed.ts';
import { hashSubject, newSalt, type Subject } from './subject.ts';

export type Opened = { erasureId: string; removed: Removed };

/**
 * Starts an erasure in the transaction that requests it: removes the rows, and enqueues the job that removes files,
 * counts what is left and signs the receipt.
 * @param again for an erasure that a restored backup does not know: its id, time and salt
 */
export async function openErasure(
  queue: Queue,
  tx: Tx,
  subject: Subject,
  requestedBy: string,
  again?: { erasureId: string; requestedAt: Date; salt: string },
): Promise<Opened> {
  const erasureId = again?.erasureId ?? newId('era');
  const salt = again?.salt ?? newSalt();
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx);
  const asOf = again?.requestedAt ?? rows[0]!.now;
  const removed = await removeSubject(tx, subject, asOf);
  await tx
    .insertInto('erasures')
    .values({
      app_id: subject.appId,
      erasure_id: erasureId,
      workspace_id: subject.workspaceId,
      kind: subject.kind,
      subject: subject.id,
      subject_salt: salt,
      subject_hash: hashSubject(salt, subject),
      requested_by: requestedBy,
      requested_at: asOf,
      app_ids: removed.appIds,
      document_ids: removed.documentIds,
      session_ids: removed.sessionIds,
      message_ids: removed.messageIds,
      blob_ids: removed.blobIds,
      removed: JSON.stringify(removed.counts),
    })
    .execute();
  await queue.send(tx, 'erase', { app_id: subject.appId, erasure_id: erasureId });
  return { erasureId, removed };
}
