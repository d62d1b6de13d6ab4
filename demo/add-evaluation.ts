import type { Context } from '../shared/context.ts';
import { answerSettings } from '../shared/evaluations/answer-settings.ts';
import { sealQuestion, sealResult } from '../shared/evaluations/sealed-evaluation.ts';
import { summarizeRun } from '../shared/evaluations/summarize-run.ts';
import { newId } from '../shared/platform/ids.ts';
import { findApp } from '../shared/tenancy/app.ts';

/** A question, and its answers in the earlier and the later run. */
type Asked = { question: string; answers: [string, string]; passed: [boolean, boolean]; words: string[] };

/**
 * An evaluation set with two runs, as their jobs leave them. No model is called.
 * @returns the set, its first question, and the two runs
 */
export async function addEvaluation(
  ctx: Pick<Context, 'db' | 'config' | 'appKeys'>,
  appId: string,
  name: string,
  asked: Asked[],
): Promise<{ setId: string; questionId: string; baseRunId: string; runId: string }> {
  const { db } = ctx;
  const app = (await findApp(ctx as Context, appId))!;
  const row = await db.selectFrom('apps').selectAll().where('app_id', '=', appId).executeTakeFirstOrThrow();
  const own = { app_id: appId };
  const setId = newId('evs');
  await db
    .insertInto('evaluation_sets')
    .values({ ...own, set_id: setId, name, nightly: true, gate: false })
    .execute();
  const ids = asked.map(() => newId('evq'));
  for (const [place, { question, words }] of asked.entries()) {
    const text = {
      question,
      turns: [],
      expected_document: null,
      expected_passage: null,
      expected_words: words,
    };
    await db
      .insertInto('evaluation_questions')
      .values({
        ...own,
        set_id: setId,
        question_id: ids[place]!,
        content: sealQuestion(app, ids[place]!, text),
        unanswerable: false,
        tags: [],
      })
      .execute();
  }
  const runs: string[] = [];
  for (const number of [0, 1] as const) {
    const run_id = newId('evr');
    runs.push(run_id);
    const settings = JSON.stringify(answerSettings(row));
    await db
      .insertInto('evaluation_runs')
      .values({
        ...own,
        set_id: setId,
        run_id,
        settings,
        started_by: number === 0 ? 'schedule' : 'request',
        requested_by: 'system',
      })
      .execute();
    for (const [place, { answers, passed, words }] of asked.entries()) {
      const question_id = ids[place]!;
      await db
        .insertInto('evaluation_results')
        .values({
          ...own,
          run_id,
          question_id,
          revision: 1,
          status: 'answered',
          passed: passed[number],
          unanswerable: false,
          abstained: false,
          expects_source: false,
          words_expected: words.length,
          words_found: passed[number] ? words.length : 0,
          first_token_ms: 420 + place,
          latency_ms: 1_800 + 40 * place,
          input_tokens: 1_200,
          output_tokens: 60,
          unpriced_tokens: 0,
          cost: '0.00031',
          content: sealResult(app, { run_id, question_id }, { answer: answers[number], citations: [] }),
          answered_at: new Date(),
        })
        .execute();
    }
    await db
      .updateTable('evaluation_runs')
      .set({
        status: 'completed',
        summary: JSON.stringify(await summarizeRun(db, appId, run_id)),
        ended_at: new Date(),
      })
      .where('app_id', '=', appId)
      .where('run_id', '=', run_id)
      .execute();
  }
  return { setId, questionId: ids[0]!, baseRunId: runs[0]!, runId: runs[1]! };
}
