import { sql } from 'kysely';
import { startRun } from '../../../shared/documents/sources/start-run.ts';
import { boundTo } from '../../../shared/tenancy/app.ts';
import type { Run, Worker } from '../../worker.ts';
import { withoutJob } from '../../../shared/platform/without-job.ts';

/** Starts the refreshes that are due, those of archived apps excepted, and takes up those whose job was lost. Forgets hosts that nobody asks any more. */
export async function startDueSources(worker: Worker, { signal }: Run<object>): Promise<void> {
  const due = await worker.db
    .selectFrom('sources')
    .innerJoin('apps', 'apps.app_id', 'sources.app_id')
    .select(['sources.app_id', 'source_id'])
    .where('next_run_at', '<=', sql<Date>`now()`)
    .where('run_id', 'is', null)
    .where('archived_at', 'is', null)
    .orderBy('next_run_at')
    .execute();
  for (const { app_id, source_id } of due) {
    signal.throwIfAborted();
    await boundTo(worker, app_id)
      .db.transaction()
      .execute((tx) => startRun(tx, worker.queue, { appId: app_id, sourceId: source_id }, 'schedule'));
  }
  await worker.db
    .deleteFrom('paces')
    .where('next_at', '<', sql<Date>`now() - interval '1 hour'`)
    .execute();
  const { rows: running } = await sql<{ app_id: string; source_id: string; run_id: string }>`
    select app_id, source_id, run_id from sources where run_id is not null`.execute(worker.db);
  const lost = await withoutJob(worker.db, running, { jobs: ['refresh-source'], field: 'run_id' });
  for (const run of lost) await worker.queue.send(worker.db, 'refresh-source', run);
}
