import { sql } from 'kysely';
import { findApp, type App } from '../../shared/tenancy/app.ts';
import { readSubject } from '../../shared/privacy/exports/export-row.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { listEntries } from './exports/list-entries.ts';
import { zipEntries } from '../../shared/platform/zip-entries.ts';
import type { Run, Worker } from '../worker.ts';

const KEPT = '24 hours';

type Claim = { appId: string; exportId: string; blobId: string; endUserId: string | null };

/** The export was removed by an erasure or with its app, or another attempt has taken it over. */
class ExportGone extends Error {}

/**
 * Writes an export's ZIP into the vault. It can be killed and run again: each attempt writes its own file, recorded
 * before its first byte, and only the newest one completes.
 */
export async function writeExport(
  worker: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'write-export'>>,
): Promise<void> {
  const app = await findApp(worker, payload.app_id);
  const claim = app && (await claimExport(worker, app, payload.export_id));
  if (!claim) return;
  const checkOn = async () => {
    signal.throwIfAborted();
    if (!(await holds(worker, claim))) throw new ExportGone();
  };
  const zip = zipEntries(listEntries({ db: worker.db, blobs: worker.blobs, app, checkOn }, claim.endUserId));
  try {
    const { appId, blobId } = claim;
    const { bytes } = await worker.blobs.write({ appId, blobId, key: app.dataKey }, zip, Infinity);
    await finishExport(worker, claim, { status: 'done', bytes });
  } catch (error) {
    if (error instanceof ExportGone) return discard(worker, claim);
    if (last && !signal.aborted && !waits?.(error)) await finishExport(worker, claim, { status: 'failed' });
    throw error;
  } finally {
    zip.destroy();
  }
}

/** Claims the export for a new attempt with a new file; undefined if it is gone or finished. */
async function claimExport({ db, queue }: Worker, app: App, exportId: string): Promise<Claim | undefined> {
  const { appId } = app;
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom('exports')
      .selectAll()
      .where('app_id', '=', appId)
      .where('export_id', '=', exportId)
      .where('status', 'in', ['queued', 'running'])
      .forUpdate()
      .executeTakeFirst();
    if (!row) return undefined;
    const blobId = newId('blob');
    await tx.insertInto('blobs').values({ app_id: appId, blob_id: blobId }).execute();
    await tx
      .updateTable('exports')
      .set({ status: 'running', blob_id: blobId })
      .where('app_id', '=', appId)
      .where('export_id', '=', exportId)
      .execute();
    if (row.blob_id) await queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [row.blob_id] });
    return { appId, exportId, blobId, endUserId: readSubject(app, row) };
  });
}

async function holds({ db }: Worker, { appId, exportId, blobId }: Claim): Promise<boolean> {
  const row = await db
    .selectFrom('exports')
    .select('export_id')
    .where('app_id', '=', appId)
    .where('export_id', '=', exportId)
    .where('blob_id', '=', blobId)
    .executeTakeFirst();
  return row !== undefined;
}

async function finishExport(
  worker: Worker,
  claim: Claim,
  end: { status: 'done'; bytes: number } | { status: 'failed' },
): Promise<void> {
  const done = end.status === 'done';
  const finished = await worker.db
    .updateTable('exports')
    .set({
      ...end,
      finished_at: sql`now()`,
      ...(done ? { expires_at: sql<Date>`now() + ${KEPT}::interval` } : { blob_id: null, subject: null }),
    })
    .where('app_id', '=', claim.appId)
    .where('export_id', '=', claim.exportId)
    .where('blob_id', '=', claim.blobId)
    .returning('export_id')
    .executeTakeFirst();
  if (!finished || !done) await discard(worker, claim);
}

/** The record may be gone with the app's other exports before there was a file: remove the file anyway. */
async function discard({ db, blobs }: Worker, { appId, blobId }: Claim): Promise<void> {
  await blobs.remove(appId, blobId);
  await db.deleteFrom('blobs').where('app_id', '=', appId).where('blob_id', '=', blobId).execute();
}
