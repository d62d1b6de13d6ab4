import { sql } from 'kysely';
import type { Run, Worker } from '../worker.ts';

/** Deletes what was noted of mails after a month, and links that have expired. */
export async function sweepMails({ db }: Pick<Worker, 'db'>, _run: Run<object>): Promise<void> {
  await db
    .deleteFrom('mails')
    .where('created_at', '<', sql<Date>`now() - interval '30 days'`)
    .execute();
  await db
    .deleteFrom('password_resets')
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute();
}
