import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { AnswerSettings } from '../../db/tables/evaluations.ts';
import { estimateJudging } from './estimate-judging.ts';
import { newId } from '../platform/ids.ts';
import { isInUse } from '../retrieval/is-in-use.ts';
import type { Queue } from '../platform/queue.ts';

export type NewRun = {
  settings: AnswerSettings;
  startedBy: 'request' | 'schedule';
  requestedBy: string;
  keyId?: string | null;
  switchId?: string | undefined;
  /** The model that judges the answers. */
  judgeModel?: string | undefined;
};

/**
 * Starts a run of an evaluation set in the transaction that wants it: the run, a waiting result for every question, and
 * the job.
 * @returns the run's id; `missing`, `empty`: there is no such set, or no question in it; `running`: one is under way
 */
export async function startRun(
  tx: Tx,
  queue: Queue,
  { appId, setId }: { appId: string; setId: string },
  { settings, startedBy, requestedBy, keyId, switchId, judgeModel }: NewRun,
): Promise<{ runId: string } | 'missing' | 'empty' | 'running'> {
  const own = { app_id: appId, set_id: setId };
  const set = await tx
    .selectFrom('evaluation_sets')
    .select('set_id')
    .where(({ and }) => and(own))
    .forUpdate()
    .executeTakeFirst();
  if (!set) return 'missing';
  const running = await tx
    .selectFrom('evaluation_runs')
    .select('run_id')
    .where(({ and }) => and({ ...own, status: 'running' }))
    .executeTakeFirst();
  if (running) return 'running';
  const runId = newId('evr');
  await tx
    .insertInto('evaluation_runs')
    .values({
      ...own,
      run_id: runId,
      started_by: startedBy,
      requested_by: requestedBy,
      key_id: keyId ?? null,
      settings: JSON.stringify(settings),
      switch_id: switchId ?? null,
      judge_model: judgeModel ?? null,
      judge_estimate: judgeModel ? (await estimateJudging(tx, { appId, setId }, judgeModel)).cost : null,
    })
    .execute();
  const { numAffectedRows } = await sql`
    insert into evaluation_results (app_id, run_id, question_id, revision, unanswerable)
    select app_id, ${runId}, question_id, revision, unanswerable from evaluation_questions
    where app_id = ${appId} and set_id = ${setId} and (answer_id is null or answer_id in (
      select answer_id from curated_answers where app_id = ${appId} and ${isInUse}))`.execute(tx);
  if (!numAffectedRows) {
    await tx
      .deleteFrom('evaluation_runs')
      .where(({ and }) => and({ app_id: appId, run_id: runId }))
      .execute();
    return 'empty';
  }
  await queue.send(tx, 'run-evaluation', { app_id: appId, run_id: runId });
  return { runId };
}
