import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import { DEAD_LETTERS } from '../../../shared/platform/jobs.ts';
import { resend, type Ended } from './resend.ts';
import type { AdminCall } from '../../call.ts';

/** Number per transaction. */
const AT_ONCE = 1000;

/**
 * Returns dead letters to their queues, all or the given ones.
 * @throws job_not_found if none of the given ones exists any more
 */
export async function retryDeadLetters(call: AdminCall, { job_ids }: { job_ids?: string[] | undefined }) {
  const retried = await call.db.transaction().execute(async (tx) => {
    // Locked, so that two admins at the same time send a job once.
    const { rows } = await sql<Ended>`
      select id::text, source_name as queue, data from pgboss.job
      where name = ${DEAD_LETTERS} and state < 'active' and source_name is not null
        and (${job_ids ?? null}::uuid[] is null or id = any(${job_ids ?? null}::uuid[]))
      order by created_on, id limit ${sql.lit(AT_ONCE)} for update skip locked`.execute(tx);
    return resend(call, tx, DEAD_LETTERS, rows);
  });
  if (job_ids && retried === 0) fail('job_not_found');
  return { retried };
}
