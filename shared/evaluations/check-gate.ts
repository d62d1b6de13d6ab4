import { sql } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { AnswerSettings } from '../../db/tables/evaluations.ts';
import { fail } from '../platform/errors.ts';
import { changedSettings } from './answer-settings.ts';
import { verdictOn } from './verdict-on.ts';

/** What a set says of a change; `better` and `worse` count questions. */
type Warning = {
  set_id: string;
  name: string;
  reason: 'not_evaluated' | 'worse';
  run_id?: string;
  base_run_id?: string;
  better?: number;
  worse?: number;
};

/**
 * Asks the app's evaluation sets that are a gate whether answers change for the worse: each of them must have been run
 * with the new settings, and no question may have got worse since its newest run with the present ones.
 * @throws evaluation_gate, with what each set says
 */
export async function checkGate(
  db: Db | Tx,
  appId: string,
  before: AnswerSettings,
  after: AnswerSettings,
): Promise<void> {
  if (changedSettings(before, after).length === 0) return;
  const sets = await db
    .selectFrom('evaluation_sets')
    .select(['set_id', 'name'])
    .where('app_id', '=', appId)
    .where('gate', '=', true)
    // One without questions has nothing to say.
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('evaluation_questions')
          .select('question_id')
          .whereRef('evaluation_questions.app_id', '=', 'evaluation_sets.app_id')
          .whereRef('evaluation_questions.set_id', '=', 'evaluation_sets.set_id'),
      ),
    )
    .orderBy('set_id')
    .execute();
  const warnings: Warning[] = [];
  for (const set of sets) {
    const run_id = await newestRun(db, appId, set.set_id, after);
    if (!run_id) {
      warnings.push({ ...set, reason: 'not_evaluated' });
      continue;
    }
    const base_run_id = await newestRun(db, appId, set.set_id, before);
    if (!base_run_id) continue;
    const { better, worse } = await countMoved(db, appId, base_run_id, run_id);
    if (worse > 0) warnings.push({ ...set, reason: 'worse', run_id, base_run_id, better, worse });
  }
  if (warnings.length > 0) fail('evaluation_gate', describe(warnings), { sets: warnings });
}

/** The newest complete run of a set with exactly these settings. */
async function newestRun(db: Db | Tx, appId: string, setId: string, settings: AnswerSettings) {
  const row = await db
    .selectFrom('evaluation_runs')
    .select('run_id')
    .where('app_id', '=', appId)
    .where('set_id', '=', setId)
    .where('status', '=', 'completed')
    .where(sql<boolean>`settings = ${JSON.stringify(settings)}::jsonb`)
    .orderBy('run_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.run_id;
}

async function countMoved(db: Db | Tx, appId: string, baseRunId: string, runId: string) {
  const results = (id: string) =>
    db
      .selectFrom('evaluation_results')
      .select(['question_id', 'revision', 'status', 'passed', 'abstained', 'words_found', 'cited', 'rank'])
      .where('app_id', '=', appId)
      .where('run_id', '=', id)
      .execute();
  const bases = new Map((await results(baseRunId)).map((row) => [row.question_id, row]));
  const verdicts = (await results(runId)).map((row) => {
    const base = bases.get(row.question_id);
    return base && verdictOn(base, row);
  });
  const count = (wanted: string) => verdicts.filter((verdict) => verdict === wanted).length;
  return { better: count('better'), worse: count('worse') };
}

function describe(warnings: Warning[]): string {
  const parts = warnings.map(({ name, reason, better, worse }) =>
    reason === 'worse'
      ? `${name}: ${worse} ${worse === 1 ? 'answer' : 'answers'} got worse and ${better} better`
      : `${name}: not run with these settings yet`,
  );
  return `Evaluation sets warn of this change. ${parts.join('. ')}. Evaluate the change first, or save it all the same (over the API: despite_evaluation).`;
}
