// An evaluation set with a question and a run that is over, without their jobs.
import { addEvaluation } from '../demo/add-evaluation.ts';
import type { Docent } from './harness.ts';

export type EvaluationIds = { set_id: string; question_id: string; run_id: string; base_run_id: string };

/** @param word in everything that is written */
export async function newEvaluation({ ctx }: Docent, appId: string, word: string): Promise<EvaluationIds> {
  const answer = `The ${word} vault opens at nine.`;
  const { setId, questionId, baseRunId, runId } = await addEvaluation(ctx, appId, word, [
    {
      question: `When does the ${word} vault open?`,
      answers: [answer, answer],
      passed: [true, true],
      words: [word],
    },
  ]);
  return { set_id: setId, question_id: questionId, run_id: runId, base_run_id: baseRunId };
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
