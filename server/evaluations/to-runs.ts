import type { Selectable } from 'kysely';
import type { EvaluationRunsTable } from '../../db/tables/evaluations.ts';
import type { EvaluationRun } from '../../shared/contract/evaluations.ts';
import { answerSettings, changedSettings } from '../../shared/evaluations/answer-settings.ts';
import { summarizeRun } from '../../shared/evaluations/summarize-run.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';

type Row = Selectable<EvaluationRunsTable>;

/** Summaries of earlier versions have nothing of this. */
const UNJUDGED = { judged: 0, judged_right: null, judge_cost: null };
const toNumber = (dollars: string | null) => (dollars === null ? null : Number(dollars));

/** Runs as the contract shows them. One that has not ended is counted from its results. */
export async function toRuns(call: AppCall, rows: Row[]): Promise<EvaluationRun[]> {
  if (rows.length === 0) return [];
  const { app, db } = call;
  const own =
    (await db.selectFrom('apps').selectAll().where('app_id', '=', app.appId).executeTakeFirst()) ??
    fail('app_not_found');
  const current = answerSettings(own);
  const shown: EvaluationRun[] = [];
  for (const row of rows) {
    const { cost, judge_cost, ...summary } = {
      ...UNJUDGED,
      ...(row.summary ?? (await summarizeRun(db, app.appId, row.run_id))),
    };
    shown.push({
      run_id: row.run_id,
      set_id: row.set_id,
      status: row.status,
      started_by: row.started_by,
      settings: {
        chat_model: row.settings.chat_model,
        embedding_model: row.settings.embedding_model,
        changed: changedSettings(row.settings, current),
      },
      switch_id: row.switch_id,
      judge:
        row.judge_model === null
          ? null
          : { model: row.judge_model, estimated_cost: toNumber(row.judge_estimate) },
      summary: { ...summary, cost: toNumber(cost), judge_cost: toNumber(judge_cost) },
      waiting_for: row.waiting_for as EvaluationRun['waiting_for'],
      error: row.error,
      started_at: row.started_at.toISOString(),
      ended_at: row.ended_at?.toISOString() ?? null,
    });
  }
  return shown;
}
