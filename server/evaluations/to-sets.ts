import { sql, type Selectable } from 'kysely';
import { anyOf } from '../../db/any-of.ts';
import type { EvaluationRunsTable, EvaluationSetsTable } from '../../db/tables/evaluations.ts';
import type { EvaluationSet } from '../../shared/contract/evaluations.ts';
import type { AppCall } from '../call.ts';
import { toRuns } from './to-runs.ts';

/** Evaluation sets as the contract shows them, each with its newest run. */
export async function toSets(
  call: AppCall,
  rows: Selectable<EvaluationSetsTable>[],
): Promise<EvaluationSet[]> {
  if (rows.length === 0) return [];
  const { appId } = call.app;
  const ids = rows.map((row) => row.set_id);
  const counts = await call.db
    .selectFrom('evaluation_questions')
    .select(({ fn }) => ['set_id', fn.countAll<number>().as('questions')])
    .where('app_id', '=', appId)
    .where('set_id', '=', anyOf(ids))
    .groupBy('set_id')
    .execute();
  const { rows: newest } = await sql<Selectable<EvaluationRunsTable>>`
    select distinct on (set_id) * from evaluation_runs where app_id = ${appId} and set_id = ${anyOf(ids)}
    order by set_id, run_id desc`.execute(call.db);
  const runs = await toRuns(call, newest);
  return rows.map(({ set_id, name, nightly, gate, created_at, updated_at }) => ({
    set_id,
    name,
    nightly,
    gate,
    questions: counts.find((row) => row.set_id === set_id)?.questions ?? 0,
    last_run: runs.find((run) => run.set_id === set_id) ?? null,
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  }));
}
