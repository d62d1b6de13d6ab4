import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** Enqueues a job for each app with a retention period, and deletes old runs. */
export async function scheduleRetention({ db, queue }: Worker, _run: Run<object>): Promise<void> {
  const apps = await db
    .selectFrom('retention')
    .select('app_id')
    .where((or) =>
      or.or([
        or('conversation_days', 'is not', null),
        or('document_days', 'is not', null),
        or('ledger_days', 'is not', null),
      ]),
    )
    .execute();
  for (const { app_id } of apps) await queue.send(db, 'apply-retention', { app_id });
  await db
    .deleteFrom('retention_runs')
    .where('started_at', '<', sql<Date>`now() - interval '90 days'`)
    .execute();
}
