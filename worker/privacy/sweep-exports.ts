import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/**
 * Removes expired exports: the file and the person it is about. The rest of the record is kept for thirty days. An
 * export without a job has failed.
 */
export async function sweepExports({ db, queue }: Worker, { signal }: Run<object>): Promise<void> {
  await sql`
    update exports set status = 'failed', finished_at = now(), subject = null
    where status in ('queued', 'running') and created_at < now() - interval '1 hour'
      and not exists (select from pgboss.job where name = 'write-export' and state in ('created', 'retry', 'active')
        and data->>'app_id' = exports.app_id and data->>'export_id' = exports.export_id)`.execute(db);
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
        update exports set status = case status when 'done' then 'expired' else status end, blob_id = null, subject = null
        from (select blob_id from exports where app_id = ${app_id} and export_id = ${export_id} for update) as before
        where app_id = ${app_id} and export_id = ${export_id}
        returning before.blob_id`.execute(tx);
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
