import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { Outage } from '../../shared/platform/outage.ts';

/** How long a job waits for what it needs. Outages after that are attempts. */
export const LONGEST_WAIT_MS = 3 * 86_400_000;
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 60;

/**
 * Puts a running job back to wait for something that is away, without counting an attempt. What it waits for, and
 * since when, is in the job's row, so that it outlives this process.
 */
export async function postponeJob(db: Db, job: { name: string; id: string }, outage: Outage): Promise<void> {
  const waits = sql`coalesce((output->>'waits')::integer, 0)`;
  await sql`
    update pgboss.job set state = 'retry', started_on = null, heartbeat_on = null,
      start_after = now() + make_interval(secs =>
        least(${LONGEST_PAUSE_SECONDS}::integer, ${FIRST_PAUSE_SECONDS}::integer * 2 ^ least(${waits}, 8))),
      output = jsonb_build_object('waiting_for', ${outage}::text, 'waits', ${waits} + 1,
        'waiting_since', coalesce(output->'waiting_since', to_jsonb(now())), 'put_back', output->'put_back')
    where name = ${job.name} and id = ${job.id}::uuid and state = 'active'`.execute(db);
}
