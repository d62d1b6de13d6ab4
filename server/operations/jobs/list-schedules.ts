import { sql } from 'kysely';
import type { z } from 'zod';
import type { Schedule } from '../../../shared/contract/jobs.panel.ts';
import type { Context } from '../../../shared/context.ts';

type LastRun = { name: string; state: string; started_on: Date; completed_on: Date | null };

/** The schedules from pg-boss: last run, as far as it is kept, and next run. */
export async function listSchedules({ db, queue }: Context): Promise<z.output<typeof Schedule>[]> {
  const schedules = await queue.boss.getSchedules();
  const { rows } = await sql<LastRun>`
    select distinct on (name) name, state, started_on, completed_on from pgboss.job
    where name = any(${schedules.map(({ name }) => name)}::text[]) and started_on is not null
    order by name, started_on desc`.execute(db);
  const lastRuns = new Map(rows.map((row) => [row.name, row]));
  return schedules.map(({ name, cron, timezone }) => {
    const last = lastRuns.get(name);
    const [next] = queue.boss.previewSchedule(cron, { tz: timezone, count: 1, from: new Date() });
    return {
      queue: name,
      cron,
      time_zone: timezone,
      last_run: last
        ? {
            state: last.state,
            started_at: last.started_on.toISOString(),
            ended_at: last.completed_on?.toISOString() ?? null,
          }
        : null,
      next_run_at: next?.toISOString() ?? null,
    };
  });
}
