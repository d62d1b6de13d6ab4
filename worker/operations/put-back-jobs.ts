import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { jobs } from '../../shared/platform/jobs.ts';

const MOST_TIMES = 20;
const timetabled = Object.entries(jobs).flatMap(([name, job]) => ('cron' in job ? [name] : []));

/**
 * Jobs whose process died go back into the queue as if they had not begun: a crash is no failure of theirs. One that
 * was put back very often may itself be what kills processes; pg-boss then counts it as failed attempts.
 * @param silentSeconds since when nothing has been heard of the job; 0: no process can be alive
 * @returns how many were put back
 */
export async function putBackJobs(db: Db, silentSeconds: number): Promise<number> {
  const orphaned = sql`state = 'active' and heartbeat_on <= now() - make_interval(secs => ${silentSeconds})`;
  // The timetable makes a new one.
  await sql`delete from pgboss.job where name = any(${timetabled}::text[]) and ${orphaned}`.execute(db);
  const { rows } = await sql`
    update pgboss.job set state = 'created', started_on = null, heartbeat_on = null, start_after = now(),
      output = jsonb_build_object('put_back', coalesce((output->>'put_back')::integer, 0) + 1)
    where ${orphaned} and coalesce((output->>'put_back')::integer, 0) < ${MOST_TIMES}
    returning 1`.execute(db);
  return rows.length;
}
