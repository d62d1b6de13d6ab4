import { sql, type Selectable } from 'kysely';
import type { ErasuresTable } from '../../db/tables/erasures.ts';
import type { Context } from '../context.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { signedBytes } from './receipt.ts';

/**
 * Signs the receipt of an erasure of which nothing is left, forgets whom it was about, and tells the app's webhooks.
 * @param left store → what the count found: zero in each
 */
export async function completeErasure(
  { db, queue, signing }: Context,
  row: Selectable<ErasuresTable>,
  left: Record<string, number>,
): Promise<void> {
  const { app_id, erasure_id, kind, subject_salt: salt, subject_hash: hash } = row;
  await db.transaction().execute(async (tx) => {
    const current = await tx
      .selectFrom('erasures')
      .select('removed')
      .select(sql<Date>`now()`.as('now'))
      .where('app_id', '=', app_id)
      .where('erasure_id', '=', erasure_id)
      .where('status', '=', 'running')
      .forUpdate()
      .executeTakeFirst();
    if (!current) return;
    const unsigned = {
      version: 1,
      erasure_id,
      app_id,
      subject: { kind, salt, hash },
      requested_at: row.requested_at.toISOString(),
      completed_at: current.now.toISOString(),
      removed: current.removed,
      left,
      key_id: signing.keyId,
    };
    const signature = signing.sign(signedBytes(unsigned)).toString('base64url');
    await tx
      .updateTable('erasures')
      .set({
        status: 'completed',
        completed_at: current.now,
        receipt: JSON.stringify({ ...unsigned, signature }),
        subject: null,
        document_ids: [],
        session_ids: [],
        message_ids: [],
        blob_ids: [],
        remaining: null,
        problem: null,
      })
      .where('app_id', '=', app_id)
      .where('erasure_id', '=', erasure_id)
      .execute();
    if (app_id) await emitEvent(tx, queue, app_id, 'erasure.completed', { erasure_id });
  });
}
