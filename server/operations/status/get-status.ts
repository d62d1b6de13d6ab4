import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { SILENT_AFTER_SECONDS } from '../../../shared/platform/heartbeat.ts';
import { DEAD_LETTERS } from '../../../shared/platform/jobs.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { describeProblem } from './describe-problem.ts';
import type { SystemCall } from '../../call.ts';

type Health = 'operational' | 'degraded' | 'down';

/** A job that waits longer than this means that the workers are behind. */
const LONG_WAIT_SECONDS = 120;

/**
 * The state of the service: this process responds, so the API is up; the database and the workers are checked. Whether
 * the database and the file store take changes is known from the last heartbeat.
 */
export async function getStatus(call: SystemCall) {
  const workers = await judgeWorkers(call).catch(() => undefined);
  const problems = call.heartbeat.problems();
  const database: Judged = workers === undefined ? { status: 'down' } : judge('database', problems.database);
  const components = [
    { name: 'api' as const, status: 'operational' as Health },
    { name: 'database' as const, ...database },
    { name: 'files' as const, ...judge('files', problems.files) },
    { name: 'workers' as const, status: workers ?? 'down' },
  ];
  // Without workers or files nothing new is ingested, but questions are still answered.
  const well = components.every((component) => component.status === 'operational');
  const status: Health = database.status === 'down' ? 'down' : well ? 'operational' : 'degraded';
  return { status, components, version: VERSION };
}

type Judged = { status: Health; message?: string };

const judge = (store: 'database' | 'files', problem: unknown): Judged =>
  problem === undefined
    ? { status: 'operational' }
    : { status: store === 'files' ? 'down' : 'degraded', message: describeProblem(store, problem) };

/** By heartbeat: down if no worker has one, degraded if jobs wait for minutes. */
export async function judgeWorkers({ db }: Pick<Context, 'db'>): Promise<Health> {
  const { rows } = await sql<{ living: number; waiting: number }>`
    select
      (select count(*) from processes
        where 'worker' = any(roles) and seen_at > now() - make_interval(secs => ${SILENT_AFTER_SECONDS})) as living,
      (select coalesce(extract(epoch from now() - min(start_after)), 0)::float8
        from pgboss.job where name <> ${DEAD_LETTERS} and state < 'active' and start_after < now()) as waiting`.execute(
    db,
  );
  const { living, waiting } = rows[0]!;
  if (living === 0) return 'down';
  return waiting > LONG_WAIT_SECONDS ? 'degraded' : 'operational';
}
