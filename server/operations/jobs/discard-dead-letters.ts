import { sql } from 'kysely';
import { fail } from '../../../shared/platform/errors.ts';
import { DEAD_LETTERS } from '../../../shared/platform/jobs.ts';
import type { AdminCall } from '../../call.ts';

/**
 * Discards dead letters, all or the given ones. Their work will not be done.
 * @throws job_not_found if none of the given ones exists any more
 */
export async function discardDeadLetters(call: AdminCall, { job_ids }: { job_ids?: string[] | undefined }) {
  const { rows } = await sql`
    delete from pgboss.job where name = ${DEAD_LETTERS} and state < 'active'
      and (${job_ids ?? null}::uuid[] is null or id = any(${job_ids ?? null}::uuid[])) returning 1`.execute(
    call.db,
  );
  if (job_ids && rows.length === 0) fail('job_not_found');
  return { discarded: rows.length };
}
