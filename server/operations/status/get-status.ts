import { sql } from 'kysely';
import type { Context } from '../../../shared/context.ts';
import { SILENT_AFTER_SECONDS } from '../../../shared/platform/heartbeat.ts';
import { DEAD_LETTERS } from '../../../shared/platform/jobs.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import type { SystemCall } from '../../call.ts';

type Health = 'operational' | 'degraded' | 'down';

/** Jobs that wait longer than this are more than the workers can do. */
const LONG_WAIT_SECONDS = 120;

/** How the service is: this process answers, so the api is up; the database is asked; so is how its workers do. */
export async function getStatus(call: SystemCall) {
  const workers = await judgeWorkers(call).catch(() => undefined);
  const database: Health = workers === undefined ? 'down' : 'operational';
  const components = [
    { name: 'api' as const, status: 'operational' as Health },
    { name: 'database' as const, status: database },
    { name: 'workers' as const, status: workers ?? 'down' },
  ];
  // Without workers nothing new is read, but what has been read still answers.
  const well = components.every((component) => component.status === 'operational');
  const status: Health = database === 'down' ? 'down' : well ? 'operational' : 'degraded';
  return { status, components, version: VERSION };
}

/** By their sign of life: down when no worker gives one, degraded when they leave jobs waiting for minutes. */
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
