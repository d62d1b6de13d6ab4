import { sql } from 'kysely';
import type { z } from 'zod';
import {
  DEAD_LETTERS_PER_PAGE,
  type jobs as contract,
  type PanelQueue,
} from '../../../shared/contract/jobs.panel.ts';
import { DEAD_LETTERS, jobs } from '../../../shared/platform/jobs.ts';
import { jobRows, toJob } from './job-row.ts';
import { listSchedules } from './list-schedules.ts';
import type { AdminCall } from '../../call.ts';

const MOST_JOBS = 50;

type Jobs = z.output<typeof contract.getJobs.output>;

/** The current state of the queues, from pg-boss's tables, because its cached counts are up to an hour old. */
export async function getJobs(call: AdminCall, { page }: { page: number }): Promise<Jobs> {
  const { db } = call;
  const offset = (page - 1) * DEAD_LETTERS_PER_PAGE;
  const [queues, running, retrying, failed, dead, total, schedules] = await Promise.all([
    countQueues(call),
    jobRows(db, sql`state = 'active' and name = any(${names})`, sql`started_on`, MOST_JOBS),
    jobRows(db, sql`state = 'retry' and name = any(${names})`, sql`start_after`, MOST_JOBS),
    // Failed jobs without a dead letter; the others are among the dead letters.
    jobRows(
      db,
      sql`state = 'failed' and dead_letter is null and name = any(${names})`,
      sql`completed_on desc`,
      MOST_JOBS,
    ),
    jobRows(
      db,
      sql`name = ${DEAD_LETTERS} and state < 'active'`,
      sql`created_on desc`,
      DEAD_LETTERS_PER_PAGE + 1,
      offset,
    ),
    countDeadLetters(call),
    listSchedules(call),
  ]);
  return {
    queues,
    running: running.map(toJob),
    retrying: retrying.map(toJob),
    failed: failed.map(toJob),
    dead_letters: {
      jobs: dead.slice(0, DEAD_LETTERS_PER_PAGE).map(toJob),
      total,
      current_page: page,
      has_more: dead.length > DEAD_LETTERS_PER_PAGE,
    },
    schedules,
  };
}

const names = Object.keys(jobs);

type QueueRow = Omit<z.output<typeof PanelQueue>, 'oldest_waiting_at' | 'last_ended_at'> & {
  oldest: Date | null;
  last: Date | null;
};

async function countQueues({ db }: AdminCall): Promise<Jobs['queues']> {
  const { rows } = await sql<QueueRow>`
    select queue.name,
      (count(job.id) filter (where state < 'active' and start_after <= now()))::integer as waiting,
      (count(job.id) filter (where state < 'active' and start_after > now()))::integer as later,
      (count(job.id) filter (where state = 'active'))::integer as running,
      (count(job.id) filter (where state = 'failed'))::integer as failed,
      min(start_after) filter (where state < 'active' and start_after <= now()) as oldest, max(completed_on) as last
    from unnest(${names}::text[]) with ordinality as queue (name, ordinal)
    left join pgboss.job on job.name = queue.name
    group by queue.name, ordinal order by ordinal`.execute(db);
  return rows.map(({ oldest, last, ...row }) => ({
    ...row,
    oldest_waiting_at: oldest?.toISOString() ?? null,
    last_ended_at: last?.toISOString() ?? null,
  }));
}

async function countDeadLetters({ db }: AdminCall): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from pgboss.job where name = ${DEAD_LETTERS} and state < 'active'`.execute(
    db,
  );
  return rows[0]!.count;
}
