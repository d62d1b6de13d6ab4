import { sql } from 'kysely';
import { withoutJob } from '../../shared/platform/without-job.ts';
import type { Run, Worker } from '../worker.ts';

/** Enqueues a job for running erasures that have none: an erasure ends only with its receipt. */
export async function resumeErasures({ db, queue, log }: Worker, _run: Run<object>): Promise<void> {
  const of = { jobs: ['erase' as const], field: 'erasure_id' as const };
  const running = db.selectFrom('erasures').select(['app_id', 'erasure_id']).where('status', '=', 'running');
  let count = 0;
  for (const row of await withoutJob(db, await running.execute(), of))
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql`
        select 1 from erasures where app_id = ${row.app_id} and erasure_id = ${row.erasure_id} and status = 'running'
        for update skip locked`.execute(tx);
      // Another process may have sent one meanwhile.
      if (rows.length === 0 || (await withoutJob(tx, [row], of)).length === 0) return;
      await queue.send(tx, 'erase', row);
      count += 1;
    });
  if (count > 0) log.warn({ count }, 'resumed erasures without a job');
}
