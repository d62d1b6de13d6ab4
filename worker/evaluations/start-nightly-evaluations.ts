import { sql } from 'kysely';
import { answerSettings } from '../../shared/evaluations/answer-settings.ts';
import { startRun } from '../../shared/evaluations/start-run.ts';
import { boundTo } from '../../shared/tenancy/app.ts';
import type { Run, Worker } from '../worker.ts';

/**
 * Starts a run of every evaluation set that is run nightly, those of archived apps excepted. A set that was
 * started tonight is left alone, so that the job can run again.
 */
export async function startNightlyEvaluations(worker: Worker, { signal }: Run<object>): Promise<void> {
  const { rows: due } = await sql<{ app_id: string; set_id: string }>`
    select app_id, set_id from evaluation_sets join apps using (app_id)
    where nightly and archived_at is null and not exists (
      select from evaluation_runs run where run.app_id = evaluation_sets.app_id and run.set_id = evaluation_sets.set_id
        and started_by = 'schedule' and started_at > now() - interval '12 hours')
    order by app_id, set_id`.execute(worker.db);
  for (const { app_id: appId, set_id: setId } of due) {
    signal.throwIfAborted();
    await boundTo(worker, appId)
      .db.transaction()
      .execute(async (tx) => {
        const row = await tx.selectFrom('apps').selectAll().where('app_id', '=', appId).executeTakeFirst();
        if (!row) return;
        await startRun(
          tx,
          worker.queue,
          { appId, setId },
          { settings: answerSettings(row), startedBy: 'schedule', requestedBy: 'system' },
        );
      });
  }
}
