import { boundTo } from '../../shared/tenancy/app.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';

/**
 * Removes files whose document is gone. A file that is already removed is no error, so it can run any number of
 * times.
 */
export async function deleteBlobs(
  worker: Worker,
  { payload }: Run<JobPayload<'delete-blobs'>>,
): Promise<void> {
  const { app_id, blob_ids } = payload;
  const { db, blobs } = boundTo(worker, app_id);
  for (const blobId of blob_ids) await blobs.remove(app_id, blobId);
  if (blob_ids.length > 0)
    await db.deleteFrom('blobs').where('app_id', '=', app_id).where('blob_id', 'in', blob_ids).execute();
  // Until its record was gone, the file could be re-encrypted.
  for (const blobId of blob_ids) await blobs.remove(app_id, blobId);
}
