// The fencing token of an evaluation run: a job can write only while it holds the newest number.
import { sql, type Selectable } from 'kysely';
import type { Db, Tx } from '../../db/database.ts';
import type { EvaluationRunsTable } from '../../db/tables/evaluations.ts';
import { summarizeRun } from '../../shared/evaluations/summarize-run.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import type { Outage } from '../../shared/platform/outage.ts';
import { emitEvent } from '../../shared/webhooks/emit-event.ts';
import type { Worker } from '../worker.ts';

export type Claim = Selectable<EvaluationRunsTable>;

/** Claims a run for a job; undefined if it has ended, or is gone. */
export const claimRun = (
  { db }: { db: Db },
  { app_id, run_id }: JobPayload<'run-evaluation'>,
): Promise<Claim | undefined> =>
  db
    .updateTable('evaluation_runs')
    .set({ attempt: sql`attempt + 1`, updated_at: sql`now()` })
    .where(({ and }) => and({ app_id, run_id, status: 'running' }))
    .returningAll()
    .executeTakeFirst();

/** Locks the run for this transaction if the claim is still valid: not cancelled and not claimed by another job. */
export async function lockRun(tx: Tx, { app_id, run_id, attempt }: Claim): Promise<boolean> {
  const row = await tx
    .selectFrom('evaluation_runs')
    .select('run_id')
    .where(({ and }) => and({ app_id, run_id, attempt, status: 'running' }))
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Shows at the run what it waits for. The next answer removes it. */
export async function noteRunWaiting(
  { db }: { db: Db },
  { app_id, run_id, attempt }: Claim,
  outage: Outage,
): Promise<void> {
  await db
    .updateTable('evaluation_runs')
    .set({ waiting_for: outage, updated_at: sql`now()` })
    .where(({ and }) => and({ app_id, run_id, attempt }))
    .execute();
}

/** Ends the run with its counts, and sends a webhook. @param error why it did not complete, for the operator */
export async function endRun(
  { db, queue }: Pick<Worker, 'db' | 'queue'>,
  claim: Claim,
  error: string | null = null,
): Promise<void> {
  const { app_id, run_id, set_id } = claim;
  await db.transaction().execute(async (tx) => {
    if (!(await lockRun(tx, claim))) return;
    const summary = await summarizeRun(tx, app_id, run_id);
    const status = error === null ? 'completed' : 'failed';
    await tx
      .updateTable('evaluation_runs')
      .set({
        status,
        error,
        summary: JSON.stringify(summary),
        waiting_for: null,
        ended_at: sql`now()`,
        updated_at: sql`now()`,
      })
      .where(({ and }) => and({ app_id, run_id }))
      .execute();
    const { questions, passed, failed } = summary;
    await emitEvent(tx, queue, app_id, 'evaluation.ended', {
      set_id,
      run_id,
      status,
      questions,
      passed,
      failed,
    });
  });
}
