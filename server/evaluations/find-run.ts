import type { Selectable } from 'kysely';
import type { EvaluationRunsTable } from '../../db/tables/evaluations.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

/** The app's evaluation run, or evaluation_run_not_found. */
export async function findRun({ db, app }: AppCall, runId: string): Promise<Selectable<EvaluationRunsTable>> {
  const row = await db
    .selectFrom('evaluation_runs')
    .selectAll()
    .where('app_id', '=', app.appId)
    .where('run_id', '=', runId)
    .executeTakeFirst();
  return row ?? fail('evaluation_run_not_found');
}
