import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

const GRACE_MS = 86_400_000;

/**
 * Removes what uploads have left behind, and files that no document and no export uses: abandoned uploads, leftovers of killed attempts, files without a
 * record. A day of grace lets running work finish.
 */
export async function sweepBlobs({ db, blobs, log }: Worker, { signal }: Run<object>): Promise<void> {
  await db
    .deleteFrom('uploads')
    .where('created_at', '<', sql<Date>`now() - interval '1 day'`)
    .execute();
  const { rows } = await sql<{ app_id: string; blob_id: string }>`
    select b.app_id, b.blob_id from blobs b
    left join exports e on e.app_id = b.app_id and e.blob_id = b.blob_id
    where e.export_id is null and b.created_at < now() - interval '1 day'
      and not exists (
        select from documents d where d.app_id = b.app_id and d.document_id = b.document_id
          and b.blob_id in (d.original_blob, d.text_blob))
      and not exists (
        select from document_versions v where v.app_id = b.app_id and v.document_id = b.document_id
          and b.blob_id in (v.original_blob, v.text_blob))`.execute(db);
  for (const { app_id, blob_id } of rows) {
    signal.throwIfAborted();
    await blobs.remove(app_id, blob_id);
    await db.deleteFrom('blobs').where('app_id', '=', app_id).where('blob_id', '=', blob_id).execute();
  }
  if (rows.length > 0) log.info({ count: rows.length }, 'removed blobs that no document uses');
  await sweepFiles({ db, blobs, log }, signal);
}

/** Files without a record, such as an upload into an app that was erased meanwhile. */
async function sweepFiles(
  { db, blobs, log }: Pick<Worker, 'db' | 'blobs' | 'log'>,
  signal: AbortSignal,
): Promise<void> {
  let count = 0;
  for await (const { appId, blobId, writtenAt } of blobs.list()) {
    signal.throwIfAborted();
    if (writtenAt.getTime() > Date.now() - GRACE_MS) continue;
    const known = await db
      .selectFrom('blobs')
      .select('blob_id')
      .where('app_id', '=', appId)
      .where('blob_id', '=', blobId)
      .executeTakeFirst();
    if (known) continue;
    await blobs.remove(appId, blobId);
    count++;
  }
  if (count > 0) log.warn({ count }, 'removed files without a record');
}
