import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { EvaluationResultsTable } from '../../db/tables/evaluations.ts';
import type { EvaluationResult, ListResults } from '../../shared/contract/evaluations.ts';
import { readQuestion } from '../../shared/evaluations/sealed-evaluation.ts';
import type { App } from '../../shared/tenancy/app.ts';
import type { AppCall } from '../call.ts';
import { findRun } from './find-run.ts';
import { toOutcome } from './to-outcome.ts';

/** A page of the results of a run, in the order of its questions. @throws evaluation_run_not_found */
export async function listResults(call: AppCall, { run_id, page, per_page, passed }: ListResults) {
  await findRun(call, run_id);
  const { total } = await resultsOf(call, { run_id, passed })
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await withQuestion(resultsOf(call, { run_id, passed }))
    .limit(per_page)
    .offset((page - 1) * per_page)
    .execute();
  return {
    results: rows.map((row) => toResult(call.app, row)),
    total,
    meta: { current_page: page, per_page, has_more: page * per_page < total },
  };
}

type Row = Selectable<EvaluationResultsTable> & { asked: Buffer; tags: string[] };

export const resultsOf = (
  { db, app }: AppCall,
  { run_id, passed }: Pick<ListResults, 'run_id' | 'passed'>,
) => {
  const all = db
    .selectFrom('evaluation_results as result')
    .innerJoin('evaluation_questions as question', (join) =>
      join
        .onRef('question.app_id', '=', 'result.app_id')
        .onRef('question.question_id', '=', 'result.question_id'),
    )
    .where('result.app_id', '=', app.appId)
    .where('result.run_id', '=', run_id);
  return passed === undefined
    ? all
    : all.where(sql<boolean>`coalesce(result.passed, false) = ${passed === 'true'}::boolean`);
};

/** With the question's words and tags as they are now. */
export const withQuestion = (query: ReturnType<typeof resultsOf>) =>
  query
    .selectAll('result')
    .select(['question.content as asked', 'question.tags as tags'])
    .orderBy('result.question_id');

export const toResult = (app: App, row: Row): EvaluationResult => ({
  question_id: row.question_id,
  question: readQuestion(app, { question_id: row.question_id, content: row.asked }).question,
  unanswerable: row.unanswerable,
  tags: row.tags,
  ...toOutcome(app, row),
  error_code: row.error_code,
  first_token_ms: row.first_token_ms,
  latency_ms: row.latency_ms,
  cost: row.cost === null ? null : Number(row.cost),
  answered_at: row.answered_at?.toISOString() ?? null,
});
