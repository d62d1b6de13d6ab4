import { anyOf } from '../../db/any-of.ts';
import type { CompareRuns, Compared } from '../../shared/contract/evaluations.ts';
import { readQuestion } from '../../shared/evaluations/sealed-evaluation.ts';
import { verdictOn } from '../../shared/evaluations/verdict-on.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { findRun } from './find-run.ts';
import { toOutcome } from './to-outcome.ts';
import { toRuns } from './to-runs.ts';

/**
 * Two runs of one evaluation set, side by side: questions whose answers got better or worse.
 * @throws evaluation_run_not_found; invalid_request for runs of two sets
 */
export async function compareRuns(call: AppCall, { run_id, base_run_id }: CompareRuns) {
  const { app, db } = call;
  const [baseRow, runRow] = [await findRun(call, base_run_id), await findRun(call, run_id)];
  if (baseRow.set_id !== runRow.set_id)
    fail('invalid_request', 'The runs are of two evaluation sets. Compare runs of the same one.');
  const results = (id: string) =>
    db
      .selectFrom('evaluation_results')
      .selectAll()
      .where('app_id', '=', app.appId)
      .where('run_id', '=', id)
      .orderBy('question_id')
      .execute();
  const bases = new Map((await results(base_run_id)).map((row) => [row.question_id, row]));
  const after = await results(run_id);
  const moved = { better: [] as typeof after, worse: [] as typeof after };
  let same = 0;
  let notCompared = bases.size;
  for (const row of after) {
    const base = bases.get(row.question_id);
    const verdict = base && verdictOn(base, row);
    if (!base) notCompared++;
    if (!verdict) continue;
    notCompared--;
    if (verdict === 'same') same++;
    else moved[verdict].push(row);
  }
  const texts = await readTexts(
    call,
    [...moved.better, ...moved.worse].map((row) => row.question_id),
  );
  const show = (rows: typeof after): Compared[] =>
    rows.map((row) => ({
      question_id: row.question_id,
      question: texts.get(row.question_id) ?? '',
      base: toOutcome(app, bases.get(row.question_id)!),
      run: toOutcome(app, row),
    }));
  const [base, run] = await toRuns(call, [baseRow, runRow]);
  return {
    base: base!,
    run: run!,
    better: show(moved.better),
    worse: show(moved.worse),
    same,
    not_compared: notCompared,
  };
}

async function readTexts({ db, app }: AppCall, ids: string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('evaluation_questions')
    .select(['question_id', 'content'])
    .where('app_id', '=', app.appId)
    .where('question_id', '=', anyOf(ids))
    .execute();
  return new Map(rows.map((row) => [row.question_id, readQuestion(app, row).question]));
}
