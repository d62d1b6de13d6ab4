import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { jobs } from '../../shared/platform/jobs.ts';

const MOST_TIMES = 20;
const scheduled = Object.entries(jobs).flatMap(([name, job]) => ('cron' in job ? [name] : []));

/**
 * Returns jobs of dead processes to the queue without counting an attempt. A job that was returned very often may be
 * what kills processes; pg-boss then counts failed attempts.
 * @param silentSeconds how long the job has been silent; 0: no process can be alive
 * @returns how many were returned
 */
export async function putBackJobs(db: Db, silentSeconds: number): Promise<number> {
  const orphaned = sql`state = 'active' and heartbeat_on <= now() - make_interval(secs => ${silentSeconds})`;
  // The schedule creates a new one.
  await sql`delete from pgboss.job where name = any(${scheduled}::text[]) and ${orphaned}`.execute(db);
  const { rows } = await sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null, start_after = now(),
      output = jsonb_build_object('put_back', coalesce((output->>'put_back')::integer, 0) + 1)
    where ${orphaned} and coalesce((output->>'put_back')::integer, 0) < ${MOST_TIMES}
    returning 1`.execute(db);
  return rows.length;
}
