import { queueNotice } from '../../shared/mail/queue-notice.ts';
import type { Run, Worker } from '../worker.ts';

/** Queues the weekly mail. The day is its item, so that a job that is run again the same day writes no second one. */
export async function startDigests(
  worker: Pick<Worker, 'db' | 'queue' | 'config'>,
  _run: Run<object>,
): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  await queueNotice(worker, worker.db, 'unanswered', [day]);
}
