// An evaluation set with a question and a run that is over, without their jobs.
import { answerSettings } from '../shared/evaluations/answer-settings.ts';
import { sealQuestion, sealResult } from '../shared/evaluations/sealed-evaluation.ts';
import { summarizeRun } from '../shared/evaluations/summarize-run.ts';
import { newId } from '../shared/platform/ids.ts';
import { findApp } from '../shared/tenancy/app.ts';
import type { Docent } from './harness.ts';

export type EvaluationIds = { set_id: string; question_id: string; run_id: string; base_run_id: string };

/** @param word in everything that is written. `base_run_id` is the same run */
export async function newEvaluation({ ctx }: Docent, appId: string, word: string): Promise<EvaluationIds> {
  const { db } = ctx;
  const app = (await findApp(ctx, appId))!;
  const row = await db.selectFrom('apps').selectAll().where('app_id', '=', appId).executeTakeFirstOrThrow();
  const [set_id, question_id, run_id] = [newId('evs'), newId('evq'), newId('evr')];
  const own = { app_id: appId };
  await db
    .insertInto('evaluation_sets')
    .values({ ...own, set_id, name: word, nightly: false, gate: false })
    .execute();
  const text = {
    question: `When does the ${word} vault open?`,
    turns: [],
    expected_document: null,
    expected_passage: null,
    expected_words: [word],
  };
  const content = sealQuestion(app, question_id, text);
  await db
    .insertInto('evaluation_questions')
    .values({ ...own, set_id, question_id, content, unanswerable: false, tags: [word] })
    .execute();
  const settings = JSON.stringify(answerSettings(row));
  const run = { ...own, set_id, run_id, settings, started_by: 'request', requested_by: 'system' } as const;
  await db.insertInto('evaluation_runs').values(run).execute();
  await db
    .insertInto('evaluation_results')
    .values({
      ...own,
      run_id,
      question_id,
      revision: 1,
      status: 'answered',
      passed: true,
      unanswerable: false,
      content: sealResult(app, { run_id, question_id }, { answer: `${word} at nine`, citations: [] }),
    })
    .execute();
  await db
    .updateTable('evaluation_runs')
    .set({ status: 'completed', summary: JSON.stringify(await summarizeRun(db, appId, run_id)) })
    .where('run_id', '=', run_id)
    .execute();
  return { set_id, question_id, run_id, base_run_id: run_id };
}

/** The state from which an operation on a run succeeds; others of the set are over. */
export async function readyRun({ ctx }: Docent, ids: EvaluationIds, operationId: string): Promise<void> {
  if (!['startEvaluationRun', 'resumeEvaluationRun'].includes(operationId)) return;
  await ctx.db
    .updateTable('evaluation_runs')
    .set((eb) => ({ status: 'cancelled', attempt: eb('attempt', '+', 1) }))
    .where('set_id', '=', ids.set_id)
    .execute();
}
