import { sql } from 'kysely';
import { newId } from '../../shared/platform/ids.ts';
import { aggregateLedger } from '../../shared/billing/ledger/aggregate.ts';
import type { Run, Worker } from '../worker.ts';

/** Adds the ledger's closed days to the daily aggregate and records each run for the panel. */
export async function aggregateCosts({ db }: Worker, { signal }: Run<object>): Promise<void> {
  const aggregation_id = newId('agg');
  await db.insertInto('aggregations').values({ aggregation_id }).execute();
  const finish = (values: { entries?: number; error?: string }) =>
    db
      .updateTable('aggregations')
      .set({ ...values, finished_at: sql`now()` })
      .where('aggregation_id', '=', aggregation_id)
      .execute();
  try {
    await finish({ entries: await aggregateLedger(db, signal) });
  } catch (error) {
    const reason = signal.aborted ? 'stopped; the next run continues' : 'failed; see the log for the reason';
    await finish({ error: reason }).catch(() => {});
    throw error;
  }
  await db
    .deleteFrom('aggregations')
    .where('started_at', '<', sql<Date>`now() - interval '90 days'`)
    .execute();
}
