import { sql, type Selectable } from 'kysely';
import type { ErasuresTable } from '../../../db/tables/erasures.ts';
import { appendEntry } from '../../security/audit/append-entry.ts';
import type { Context } from '../../context.ts';
import { emitEvent } from '../../webhooks/emit-event.ts';
import { signedBytes } from './receipt.ts';

/**
 * Signs the receipt once all counts are zero, then deletes the subject's id, records it in the audit log and sends
 * the webhook event.
 * @param left store → count: zero in each
 */
export async function completeErasure(
  ctx: Context,
  row: Selectable<ErasuresTable>,
  left: Record<string, number>,
): Promise<void> {
  const { app_id, erasure_id, kind, subject_salt: salt, subject_hash: hash } = row;
  const { db, queue, signing } = ctx;
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
    // The receipt contains the log's head: a log that is cut before it, or rewritten, no longer matches.
    const audit_head = await appendEntry(ctx, tx, {
      actor_kind: 'system',
      action: 'erasures.complete',
      app_id: app_id || null,
      workspace_id: row.workspace_id,
      subjects: { erasure_id },
      outcome: 'ok',
    });
    const unsigned = {
      version: 1,
      erasure_id,
      app_id,
      subject: { kind, salt, hash },
      requested_at: row.requested_at.toISOString(),
      completed_at: current.now.toISOString(),
      removed: current.removed,
      left,
      audit_head,
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
