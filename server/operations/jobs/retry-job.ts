import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import { resend, type Ended } from './resend.ts';
import type { AdminCall } from '../../call.ts';

/** Runs a failed job again. @throws job_not_found if it has not failed, or its next run already waits */
export async function retryJob(call: AdminCall, { queue, job_id }: { queue: string; job_id: string }) {
  const retried = await call.db.transaction().execute(async (tx) => {
    const { rows } = await sql<Ended>`
      select id::text, name as queue, data from pgboss.job
      where name = ${queue} and id = ${job_id}::uuid and state = 'failed' and dead_letter is null
      for update skip locked`.execute(tx);
    return resend(call, tx, queue, rows);
  });
  if (retried === 0)
    fail('job_not_found', 'This job is no longer failed, or its next run is already waiting.');
  return { retried };
}
