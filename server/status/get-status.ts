import { sql } from 'kysely';
import { DEAD_LETTERS } from '../../shared/jobs.ts';
import type { Call } from '../call.ts';
import { VERSION } from '../../shared/version.ts';

type Health = 'operational' | 'degraded' | 'down';

/** Jobs that wait longer than this are a sign that no worker is alive. */
const LONG_WAIT_SECONDS = 120;

/** How the service is: this process answers, so the api is up; the database is asked; so is the age of waiting jobs. */
export async function getStatus(call: Call) {
  const database: Health = await sql`select 1`.execute(call.db).then(
    () => 'operational',
    () => 'down',
  );
  const workers: Health =
    database === 'down'
      ? 'down'
      : await sql<{ waiting: number }>`
          select coalesce(extract(epoch from now() - min(start_after)), 0)::float8 as waiting
          from pgboss.job where name <> ${DEAD_LETTERS} and state < 'active' and start_after < now()`
          .execute(call.db)
          .then(({ rows }) => (rows[0]!.waiting > LONG_WAIT_SECONDS ? 'degraded' : 'operational'));
  const components = [
    { name: 'api' as const, status: 'operational' as Health },
    { name: 'database' as const, status: database },
    { name: 'workers' as const, status: workers },
  ];
  const worst = components.map((component) => component.status);
  const status: Health = worst.includes('down')
    ? 'down'
    : worst.includes('degraded')
      ? 'degraded'
      : 'operational';
  return { status, components, version: VERSION };
}
