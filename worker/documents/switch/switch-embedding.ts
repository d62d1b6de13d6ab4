import { sql } from 'kysely';
import type { EmbeddingSwitchStatus } from '../../../db/tables/documents.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import { outageOf } from '../../../shared/platform/outage.ts';
import { boundTo, findApp, type App } from '../../../shared/tenancy/app.ts';
import type { Run, Worker } from '../../worker.ts';
import { checkRecall } from './check-recall.ts';
import { claimSwitch, failSwitch, lockSwitch, noteSwitchWaiting, type Claim } from './claim-switch.ts';
import { embedMissing, START } from './embed-missing.ts';
import { finishSwitch } from './finish-switch.ts';

/** A large app is continued by a new job, so that others have their turn. */
const LONGEST_RUN_MS = 300_000;

/**
 * Takes an embedding switch as far as it goes: to `ready`, or after a confirmation to `finished`. It can be killed at
 * any line and run again: what is missing is read from the tables.
 */
export async function switchEmbedding(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'switch-embedding'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const app = await findApp(worker, payload.app_id);
  const claim = app && (await claimSwitch(worker, payload));
  if (!claim) return;
  if (app.archived)
    return failSwitch(worker, claim, 'The app was archived. Restore it and resume the switch, or cancel it.');
  try {
    await proceed(worker, app, claim, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    if (waits?.(error)) {
      await noteSwitchWaiting(worker, claim, outageOf(error)!);
      throw error;
    }
    const isFinal = error instanceof DocentError && ['model_failed', 'quota_exceeded'].includes(error.code);
    if (isFinal || last) {
      const reason = error instanceof DocentError ? error.message : 'The Jobs page has the reason.';
      await failSwitch(worker, claim, `${reason} Then resume the switch, or cancel it.`);
    }
    if (!isFinal) throw error;
  }
}

async function proceed(worker: Worker, app: App, claim: Claim, signal: AbortSignal): Promise<void> {
  const end = Date.now() + LONGEST_RUN_MS;
  const cursor = { ...START };
  let status: EmbeddingSwitchStatus | undefined = claim.status;
  for (;;) {
    signal.throwIfAborted();
    if (status === 'checking') {
      status = await checkRecall(worker, app, claim, signal);
      if (status !== 'switching') return;
    }
    const embedded = await embedMissing(worker, app, claim, cursor, signal);
    if (embedded === 'overtaken') return;
    if (embedded === 'more') {
      if (Date.now() < end) continue;
      const { appId: app_id, switchId: switch_id } = claim;
      return worker.queue.send(worker.db, 'switch-embedding', { app_id, switch_id });
    }
    if (status === 'embedding') {
      if (!(await beginCheck(worker, claim))) return;
      status = 'checking';
    } else if ((await finishSwitch(worker, claim)) !== 'behind') return;
  }
}

const beginCheck = ({ db }: Worker, claim: Claim): Promise<boolean> =>
  db.transaction().execute(async (tx) => {
    if (!(await lockSwitch(tx, claim))) return false;
    await tx
      .updateTable('embedding_switches')
      .set({ status: 'checking', waiting_for: null, updated_at: sql`now()` })
      .where('app_id', '=', claim.appId)
      .where('switch_id', '=', claim.switchId)
      .execute();
    return true;
  });
