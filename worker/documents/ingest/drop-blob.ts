import type { Worker } from '../../worker.ts';

/** Removes a blob that nothing refers to, with its record. */
export async function dropBlob({ blobs, db }: Worker, appId: string, blobId: string): Promise<void> {
  await blobs.remove(appId, blobId);
  await db.deleteFrom('blobs').where('app_id', '=', appId).where('blob_id', '=', blobId).execute();
}
