import { DocentError } from '../../shared/platform/errors.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { outageOf } from '../../shared/platform/outage.ts';
import { boundTo, findApp, toApp, type App } from '../../shared/tenancy/app.ts';
import type { Run, Worker } from '../worker.ts';
import { answerQuestion } from './answer-question.ts';
import { claimRun, endRun, noteRunWaiting, type Claim } from './claim-run.ts';
import { nextQuestion } from './next-question.ts';

/** A long run is continued by a new job, so that others have their turn. */
const LONGEST_JOB_MS = 120_000;
/** So many questions in a row without an answer are no fault of the questions. */
const MOST_FAILURES = 5;

/**
 * Asks the waiting questions of an evaluation run, one after the other, so that their times can be compared. It can be
 * killed at any line and run again: a question is answered when its result is written.
 */
export async function runEvaluation(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'run-evaluation'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const app = await findApp(worker, payload.app_id);
  const claim = app && (await claimRun(worker, payload));
  if (!claim) return;
  if (app.archived) return endRun(worker, claim, 'The app was archived. Restore it and resume the run.');
  try {
    const evaluated = await withSettings(worker, app, claim);
    if (await askAll(worker, evaluated, claim, signal)) await endRun(worker, claim);
  } catch (error) {
    if (signal.aborted) throw error;
    if (waits?.(error)) {
      await noteRunWaiting(worker, claim, outageOf(error)!);
      throw error;
    }
    const isFinal = error instanceof DocentError && ['model_failed', 'quota_exceeded'].includes(error.code);
    if (isFinal || last) {
      const reason = error instanceof DocentError ? error.message : 'The Jobs page has the reason.';
      await endRun(worker, claim, `${reason} Then resume the run.`);
    }
    if (!isFinal) throw error;
  }
}

/** The app as the run sees it. The vectors of a switch are searched even while the app has others. */
async function withSettings(worker: Worker, app: App, { settings, switch_id }: Claim): Promise<App> {
  const row = await worker.db
    .selectFrom('apps')
    .selectAll()
    .where('app_id', '=', app.appId)
    .executeTakeFirstOrThrow();
  const evaluated = toApp(worker, { ...row, ...settings });
  if (switch_id) return { ...evaluated, embedding: { ...evaluated.embedding, pinned: true } };
  // A switch that has finished since has removed the vectors that the run began with.
  return { ...evaluated, embedding: app.embedding };
}

/** @returns whether the run is complete; otherwise another job goes on with it */
async function askAll(worker: Worker, app: App, claim: Claim, signal: AbortSignal): Promise<boolean> {
  const { app_id, run_id } = claim;
  const end = Date.now() + LONGEST_JOB_MS;
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    const next = await nextQuestion(worker, claim);
    if (!next) return true;
    if (Date.now() > end) {
      await worker.queue.send(worker.db, 'run-evaluation', { app_id, run_id });
      return false;
    }
    const outcome = await answerQuestion(worker, app, claim, next, signal);
    if (outcome === 'overtaken') return false;
    failures = outcome === 'failed' ? failures + 1 : 0;
    if (failures === MOST_FAILURES)
      throw new DocentError(
        'model_failed',
        `The model server refused ${MOST_FAILURES} questions in a row. See the codes of the results.`,
      );
  }
}
