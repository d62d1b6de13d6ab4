import { setTimeout as sleep } from 'node:timers/promises';
import { sql, type Selectable } from 'kysely';
import type { ErasuresTable } from '../../db/tables/erasures.ts';
import { completeErasure } from '../../shared/privacy/erasures/complete-erasure.ts';
import { countLeft } from '../../shared/privacy/erasures/count-left.ts';
import { writeEntry } from '../../shared/privacy/erasures/journal.ts';
import { addCounts } from '../../shared/privacy/erasures/removed.ts';
import { removeSubject } from '../../shared/privacy/erasures/remove-subject.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Run, Worker } from '../worker.ts';

type Row = Selectable<ErasuresTable>;

/** How long one run waits for jobs and answers that still use the subject. */
const WAIT_MS = 20_000;
const ASK_EVERY_MS = 200;

/**
 * Completes an erasure: removes what arrived since the request, queued jobs and files, counts every store, and signs
 * only if all counts are zero. Anything else is a failed attempt, shown in the panel and retried.
 */
export async function erase(worker: Worker, { payload, signal }: Run<JobPayload<'erase'>>): Promise<void> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const row = await findRunning(worker, payload);
    if (!row) return;
    try {
      const left = await eraseOnce(worker, row);
      if (Object.values(left).every((count) => count === 0)) return await completeErasure(worker, row, left);
      if (Date.now() > end || signal.aborted) throw new Left(left);
    } catch (error) {
      await tellProblem(worker, row, error);
      throw error;
    }
    await sleep(ASK_EVERY_MS, undefined, { signal });
  }
}

async function eraseOnce(worker: Worker, row: Row): Promise<Record<string, number>> {
  await inStore('database', () => removeAgain(worker, row));
  const current = (await findRunning(worker, row)) ?? row;
  await inStore('jobs', () => removeJobs(worker, current));
  await inStore('files', () => removeBytes(worker, current));
  await inStore('keys', () => destroyKeys(worker, current));
  await inStore('journal', () => writeEntry(worker.config.erasureJournalDir, toEntry(current)));
  return inStore('count', () => countLeft(worker, current));
}

/** What was started before the request may have been written after it. */
async function removeAgain({ db }: Worker, row: Row): Promise<void> {
  const { app_id: appId, workspace_id: workspaceId, kind, subject: id } = row;
  await db.transaction().execute(async (tx) => {
    const more = await removeSubject(tx, { appId, workspaceId, kind, id: id! }, row.requested_at);
    const both = (name: string, ids: string[]) =>
      sql<
        string[]
      >`(select coalesce(array_agg(distinct id), '{}') from unnest(${sql.ref(name)} || ${ids}::text[]) as id)`;
    await tx
      .updateTable('erasures')
      .set({
        removed: JSON.stringify(addCounts(row.removed, more.counts)),
        app_ids: both('app_ids', more.appIds),
        document_ids: both('document_ids', more.documentIds),
        session_ids: both('session_ids', more.sessionIds),
        message_ids: both('message_ids', more.messageIds),
        blob_ids: both('blob_ids', more.blobIds),
      })
      .where('app_id', '=', appId)
      .where('erasure_id', '=', row.erasure_id)
      .execute();
  });
}

/** Jobs that name the subject; running ones are waited for. */
async function removeJobs({ db }: Worker, row: Row): Promise<void> {
  const documents = row.kind === 'document' ? [...row.document_ids, row.subject!] : row.document_ids;
  await sql`
    delete from pgboss.job where state <> 'active' and (
      (data->>'app_id' = ${row.app_id} and data->>'document_id' = any(${documents}::text[]))
      or (data->>'app_id' = any(${row.app_ids}::text[]) and name <> 'erase'))`.execute(db);
}

async function removeBytes({ db, blobs }: Worker, row: Row): Promise<void> {
  for (const blobId of row.blob_ids) await blobs.remove(row.app_id, blobId);
  if (row.blob_ids.length > 0)
    await db
      .deleteFrom('blobs')
      .where('app_id', '=', row.app_id)
      .where('blob_id', 'in', row.blob_ids)
      .execute();
  // Until its record was gone, the file could be re-encrypted.
  for (const blobId of row.blob_ids) await blobs.remove(row.app_id, blobId);
  for (const appId of row.app_ids) await blobs.removeAll(appId);
}

/** Makes backups of an erased app unreadable. */
async function destroyKeys({ appKeys }: Worker, row: Row): Promise<void> {
  for (const appId of row.app_ids) await appKeys.destroy(appId);
}

const toEntry = (row: Row) => ({
  erasure_id: row.erasure_id,
  app_id: row.app_id,
  workspace_id: row.workspace_id,
  kind: row.kind,
  id: row.kind === 'end_user' ? null : row.subject,
  salt: row.subject_salt,
  hash: row.subject_hash,
  requested_at: row.requested_at.toISOString(),
});

const findRunning = ({ db }: Worker, { app_id, erasure_id }: { app_id: string; erasure_id: string }) =>
  db
    .selectFrom('erasures')
    .selectAll()
    .where('app_id', '=', app_id)
    .where('erasure_id', '=', erasure_id)
    .where('status', '=', 'running')
    .executeTakeFirst();

/** Something is left after waiting. */
class Left extends Error {
  counts: Record<string, number>;
  constructor(counts: Record<string, number>) {
    const found = Object.entries(counts).filter(([, count]) => count > 0);
    super(`still there: ${found.map(([store, count]) => `${count} in ${store}`).join(', ')}`);
    this.counts = counts;
  }
}

/** A store failed. Its message stays in the log: it may contain a path or a row. */
class StoreFailed extends Error {
  constructor(store: string, cause: unknown) {
    super(`the store of ${store} failed (${(cause as { code?: string }).code ?? 'see the log'})`, { cause });
  }
}

async function inStore<T>(store: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new StoreFailed(store, error);
  }
}

/** The alarm: shown on the overview and the app's Privacy page until an attempt succeeds. */
async function tellProblem({ db, log }: Worker, row: Row, error: unknown): Promise<void> {
  const publicReason = error instanceof Left || error instanceof StoreFailed ? error.message : 'see the log';
  log.error(
    { err: error, erasure_id: row.erasure_id },
    'an erasure could not be completed; it will be retried',
  );
  await db
    .updateTable('erasures')
    .set({ problem: publicReason, remaining: error instanceof Left ? JSON.stringify(error.counts) : null })
    .where('app_id', '=', row.app_id)
    .where('erasure_id', '=', row.erasure_id)
    .execute()
    // The database is down: the job fails with the first error.
    .catch(() => {});
}
