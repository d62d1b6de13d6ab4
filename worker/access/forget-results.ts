import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** Deletes results of Idempotency-Keys after a day. */
export async function forgetResults({ db }: Worker, _run: Run<object>): Promise<void> {
  await db
    .deleteFrom('idempotent_results')
    .where('created_at', '<', sql<Date>`now() - interval '24 hours'`)
    .execute();
}
