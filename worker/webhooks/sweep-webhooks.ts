import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** Deletes events and their deliveries after a month. */
export async function sweepWebhooks({ db }: Worker, _run: Run<object>): Promise<void> {
  await db
    .deleteFrom('webhook_events')
    .where('created_at', '<', sql<Date>`now() - interval '30 days'`)
    .execute();
}
