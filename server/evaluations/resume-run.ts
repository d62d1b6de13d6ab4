import { sql } from 'kysely';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { getRun } from './get-run.ts';

/**
 * Resumes a run that failed or was cancelled: its questions without an answer are asked.
 * @throws evaluation_run_not_found, evaluation_run_state, app_archived
 */
export async function resumeRun(call: AppCall, { run_id }: { run_id: string }) {
  const { app } = call;
  const own = { app_id: app.appId, run_id };
  if (app.archived) fail('app_archived');
  return call.db.transaction().execute(async (tx) => {
    const row =
      (await tx
        .selectFrom('evaluation_runs')
        .select(['status', 'set_id'])
        .where(({ and }) => and(own))
        .forUpdate()
        .executeTakeFirst()) ?? fail('evaluation_run_not_found');
    if (row.status !== 'failed' && row.status !== 'cancelled')
      fail(
        'evaluation_run_state',
        `The evaluation run is "${row.status}"; this needs "failed" or "cancelled".`,
      );
    const other = await tx
      .selectFrom('evaluation_runs')
      .select('run_id')
      .where(({ and }) => and({ app_id: app.appId, set_id: row.set_id, status: 'running' }))
      .executeTakeFirst();
    if (other)
      fail(
        'evaluation_run_state',
        'Another run of this evaluation set is under way. Wait for it, or cancel it.',
      );
    await tx
      .updateTable('evaluation_runs')
      .set({ status: 'running', error: null, summary: null, ended_at: null, updated_at: sql`now()` })
      .where(({ and }) => and(own))
      .execute();
    await tx
      .updateTable('evaluation_results')
      .set({ status: 'waiting', error_code: null })
      .where(({ and }) => and({ ...own, status: 'failed' }))
      .execute();
    await call.queue.send(tx, 'run-evaluation', own);
    return getRun({ ...call, db: tx }, { run_id });
  });
}
