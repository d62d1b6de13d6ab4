import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

const JobId = z.uuid('must be the id of a job');
const QueueName = z.string().min(1).max(100);
export const DEAD_LETTERS_PER_PAGE = 25;

/** A job as the panel shows it. Payloads hold ids only. */
export const PanelJob = z.object({
  job_id: JobId,
  queue: z.string(),
  ids: z.record(z.string(), z.string()),
  attempt: z.int(),
  attempts: z.int(),
  reason: z.string().nullable(),
  created_at: Timestamp,
  started_at: Timestamp.nullable(),
  ended_at: Timestamp.nullable(),
  /** When a waiting job runs next. */
  start_after: Timestamp,
});
export type PanelJob = z.infer<typeof PanelJob>;

export const PanelQueue = z.object({
  name: z.string(),
  waiting: z.int().describe('Ready to run.'),
  later: z.int().describe('Not due yet: retries and scheduled jobs.'),
  running: z.int(),
  failed: z.int(),
  oldest_waiting_at: Timestamp.nullable(),
  last_ended_at: Timestamp.nullable(),
});

export const Schedule = z.object({
  queue: z.string(),
  cron: z.string(),
  time_zone: z.string(),
  last_run: z.object({ state: z.string(), started_at: Timestamp, ended_at: Timestamp.nullable() }).nullable(),
  next_run_at: Timestamp.nullable(),
});

const Targets = z.object({
  job_ids: z.array(JobId).min(1).max(100).optional().describe('Default: all of them.'),
});

export const jobs = {
  getJobs: panelAction(
    'query',
    z.object({ page: z.int().min(1).max(100_000).default(1) }),
    z.object({
      queues: z.array(PanelQueue),
      running: z.array(PanelJob),
      retrying: z.array(PanelJob),
      failed: z.array(PanelJob),
      dead_letters: z.object({
        jobs: z.array(PanelJob),
        total: z.int(),
        current_page: z.int(),
        has_more: z.boolean(),
      }),
      schedules: z.array(Schedule),
    }),
  ),
  retryDeadLetters: panelAction('mutation', Targets, z.object({ retried: z.int() })),
  discardDeadLetters: panelAction('mutation', Targets, z.object({ discarded: z.int() })),
  retryJob: panelAction(
    'mutation',
    z.object({ queue: QueueName, job_id: JobId }),
    z.object({ retried: z.int() }),
  ),
};
