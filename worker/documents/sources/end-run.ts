import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { countPages } from '../../../shared/documents/sources/count-pages.ts';
import { emitEvent } from '../../../shared/webhooks/emit-event.ts';
import { queueNotice } from '../../../shared/mail/queue-notice.ts';
import type { Worker } from '../../worker.ts';
import { lockRun, type SourceRun } from './source-run.ts';

/** Older refreshes of a source are forgotten. */
const KEPT_RUNS = 100;

type End =
  /** `unvisited`: pages that the limits left out. */
  | { status: 'completed'; unvisited: number }
  | { status: 'failed' | 'paused'; error: string }
  | { status: 'stopped' };

/** Ends a refresh, with its counts, a webhook and, if it failed, mails. @throws RunLost */
export const endRun = (worker: Worker, run: SourceRun, end: End): Promise<void> =>
  worker.db.transaction().execute(async (tx) => {
    if (end.status !== 'stopped') await lockRun(tx, run);
    const { own, runId } = run;
    const { numUpdatedRows } = await tx
      .updateTable('sources')
      .set({ run_id: null })
      .where(({ and }) => and({ ...own, run_id: runId }))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    const counts = await countPages(tx, { ...own, run_id: runId });
    const error = 'error' in end ? end.error : null;
    const { removed } = await tx
      .updateTable('source_runs')
      .set({
        ...counts,
        left_out: sql`left_out + ${'unvisited' in end ? end.unvisited : 0}::integer`,
        status: end.status,
        error,
        ended_at: sql`now()`,
      })
      .where(({ and }) => and({ ...own, run_id: runId }))
      .returning('removed')
      .executeTakeFirstOrThrow();
    await forgetOldRuns(tx, run);
    const about = { source_id: own.source_id, run_id: runId };
    if ('error' in end) {
      await emitEvent(tx, worker.queue, own.app_id, 'source.failed', { ...about, ...end });
      await queueNotice(worker, tx, 'failed_ingests', [runId], own.app_id);
    } else if (end.status === 'completed')
      await emitEvent(tx, worker.queue, own.app_id, 'source.refreshed', { ...about, ...counts, removed });
  });

const forgetOldRuns = (tx: Tx, { own }: SourceRun) =>
  sql`
    delete from source_runs where app_id = ${own.app_id} and source_id = ${own.source_id} and run_id not in (
      select run_id from source_runs where app_id = ${own.app_id} and source_id = ${own.source_id}
      order by run_id desc limit ${KEPT_RUNS})`.execute(tx);
