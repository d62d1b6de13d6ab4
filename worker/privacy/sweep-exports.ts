import { sql } from 'kysely';
import { withoutJob } from '../../shared/platform/without-job.ts';
import type { Run, Worker } from '../worker.ts';

/**
 * Removes expired exports: the file and the person it is about. The rest of the record is kept for thirty days. An
 * export without a job has failed.
 */
export async function sweepExports({ db, queue }: Worker, { signal }: Run<object>): Promise<void> {
  const isUnderway = sql<boolean>`status in ('queued', 'running') and created_at < now() - interval '1 hour'`;
  const underway = await db.selectFrom('exports').select(['app_id', 'export_id']).where(isUnderway).execute();
  for (const own of await withoutJob(db, underway, { jobs: ['write-export'], field: 'export_id' }))
    await db
      .updateTable('exports')
      .set({ status: 'failed', finished_at: sql`now()`, subject: null })
      .where(({ and }) => and(own))
      .where(isUnderway)
      .execute();
  const over = await db
    .selectFrom('exports')
    .select(['app_id', 'export_id'])
    .where('blob_id', 'is not', null)
    .where((or) => or.or([or('expires_at', '<=', sql<Date>`now()`), or('status', '=', 'failed')]))
    .execute();
  for (const { app_id, export_id } of over) {
    signal.throwIfAborted();
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ blob_id: string | null }>`
        select blob_id from exports where app_id = ${app_id} and export_id = ${export_id} for update`.execute(
        tx,
      );
      await sql`
        update exports set status = case when status = 'done' then 'expired' else status end, blob_id = null, subject = null
        where app_id = ${app_id} and export_id = ${export_id}`.execute(tx);
      const blob_ids = rows.flatMap(({ blob_id }) => blob_id ?? []);
      if (blob_ids.length > 0) await queue.send(tx, 'delete-blobs', { app_id, blob_ids });
    });
  }
  await db
    .deleteFrom('exports')
    .where('blob_id', 'is', null)
    .where('finished_at', '<', sql<Date>`now() - interval '30 days'`)
    .execute();
}
