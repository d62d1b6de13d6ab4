import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** Enqueues a job for running erasures that have none: an erasure ends only with its receipt. */
export async function resumeErasures({ db, queue, log }: Worker, _run: Run<object>): Promise<void> {
  const count = await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ app_id: string; erasure_id: string }>`
      select app_id, erasure_id from erasures where status = 'running' and not exists (
        select from pgboss.job where name = 'erase' and state in ('created', 'retry', 'active')
          and data->>'erasure_id' = erasures.erasure_id)
      for update skip locked`.execute(tx);
    for (const row of rows) await queue.send(tx, 'erase', row);
    return rows.length;
  });
  if (count > 0) log.warn({ count }, 'resumed erasures without a job');
}
