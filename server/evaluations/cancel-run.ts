import { sql } from 'kysely';
import { summarizeRun } from '../../shared/evaluations/summarize-run.ts';
import type { AppCall } from '../call.ts';
import { getRun } from './get-run.ts';

/** Cancels a run; what was answered is kept. One that has ended does not change. @throws evaluation_run_not_found */
export async function cancelRun(call: AppCall, { run_id }: { run_id: string }) {
  const { appId } = call.app;
  await call.db.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('evaluation_runs')
      .set({
        status: 'cancelled',
        attempt: sql`attempt + 1`,
        waiting_for: null,
        ended_at: sql`now()`,
        updated_at: sql`now()`,
      })
      .where('app_id', '=', appId)
      .where('run_id', '=', run_id)
      .where('status', '=', 'running')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await tx
      .updateTable('evaluation_runs')
      .set({ summary: JSON.stringify(await summarizeRun(tx, appId, run_id)) })
      .where('app_id', '=', appId)
      .where('run_id', '=', run_id)
      .execute();
  });
  return getRun(call, { run_id });
}
