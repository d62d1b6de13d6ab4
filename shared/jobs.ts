// The catalog of jobs: name, payload, retries, timetable. Handlers in worker/jobs are keyed by it.
import { z } from 'zod';

export type JobDefinition = {
  payload: z.ZodType;
  /** Attempts after the first, with exponential backoff. */
  retries: number;
  /** A run that takes longer is given to another worker; its fencing token keeps the first from writing. */
  expireInSeconds: number;
  /** How many run at once in one worker process. */
  concurrency: number;
  /** Seconds before the second attempt, doubled with each further one up to the longest; default: 2 and 300. */
  retryDelay?: number;
  longestRetryDelay?: number;
  /** Timetable in cron's form, UTC. */
  cron?: string;
};

const OfDocument = z.object({ app_id: z.string(), document_id: z.string() });

export const jobs = {
  'chunk-document': { payload: OfDocument, retries: 3, expireInSeconds: 900, concurrency: 2 },
  'embed-chunks': {
    payload: OfDocument.extend({ attempt: z.int() }),
    retries: 5,
    expireInSeconds: 900,
    concurrency: 2,
  },
  'delete-blobs': {
    payload: z.object({ app_id: z.string(), blob_ids: z.array(z.string()) }),
    retries: 10,
    expireInSeconds: 300,
    concurrency: 2,
  },
  'sweep-blobs': {
    payload: z.object({}),
    retries: 2,
    expireInSeconds: 900,
    concurrency: 1,
    cron: '17 3 * * *',
  },
  'settle-abandoned': {
    payload: z.object({}),
    retries: 0,
    expireInSeconds: 60,
    concurrency: 1,
    cron: '* * * * *',
  },
  // Some 20 hours in all: an endpoint that is down over night misses nothing.
  'deliver-webhook': {
    payload: z.object({ app_id: z.string(), delivery_id: z.string() }),
    retries: 15,
    retryDelay: 5,
    longestRetryDelay: 21_600,
    expireInSeconds: 60,
    concurrency: 4,
  },
  'sweep-webhooks': {
    payload: z.object({}),
    retries: 2,
    expireInSeconds: 900,
    concurrency: 1,
    cron: '29 3 * * *',
  },
  'maintain-database': {
    payload: z.object({}),
    retries: 0,
    expireInSeconds: 3600,
    concurrency: 1,
    cron: '43 3 * * *',
  },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;

/** The queue in which a job ends when all its attempts have failed, to be looked at and sent again. */
export const DEAD_LETTERS = 'dead-letters';
