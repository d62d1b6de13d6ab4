// The catalog of jobs: name, payload, retries, schedule. worker/start.ts has a handler for each.
import { z } from 'zod';
import { mailKinds, type MailKind } from '../contract/mail-kinds.ts';

export type JobDefinition = {
  payload: z.ZodType;
  /** Attempts after the first, with exponential backoff. */
  retries: number;
  /** A run that takes longer is given to another worker; the fencing token stops the first from writing. */
  expireInSeconds: number;
  /** How many run concurrently in one worker process. */
  concurrency: number;
  /** How many small ones, sent as such, one worker takes at once, beside those that run alone. */
  together?: number;
  /** Seconds before the second attempt, doubled each time up to the longest. Default: 2 and 300. */
  retryDelay?: number;
  longestRetryDelay?: number;
  /** Schedule as a cron expression in UTC. */
  cron?: string;
};

const Nothing = z.object({});

const OfSource = z.object({ app_id: z.string(), source_id: z.string() });

const OfDocument = z.object({ app_id: z.string(), document_id: z.string() });

export const jobs = {
  // Takes at most a minute; temporary failures are retried, such as a server that restarts.
  'fetch-document': { payload: OfDocument, retries: 2, expireInSeconds: 180, concurrency: 4 },
  'read-document': { payload: OfDocument, retries: 3, expireInSeconds: 900, concurrency: 2, together: 64 },
  // Reads the scanned pages of a document, for an hour if there are many, in runs of minutes.
  'recognise-pages': {
    payload: OfDocument.extend({ attempt: z.int(), pages: z.array(z.int()) }),
    retries: 3,
    expireInSeconds: 1_200,
    concurrency: 1,
  },
  'embed-chunks': {
    payload: OfDocument.extend({ attempt: z.int() }),
    retries: 5,
    expireInSeconds: 900,
    concurrency: 2,
  },
  // Works for a minute, then goes on in a new job, so that many sources take turns.
  'refresh-source': {
    payload: OfSource.extend({ run_id: z.string() }),
    retries: 3,
    expireInSeconds: 600,
    concurrency: 2,
  },
  'remove-source-documents': {
    payload: OfSource.extend({ requested_by: z.string() }),
    retries: 10,
    expireInSeconds: 900,
    concurrency: 1,
  },
  // Re-embeds an app with another model, for hours if it is large, in runs of minutes.
  'switch-embedding': {
    payload: z.object({ app_id: z.string(), switch_id: z.string() }),
    retries: 5,
    expireInSeconds: 900,
    concurrency: 1,
  },
  // Of the previous model, or of a switch that was cancelled.
  'drop-vectors': {
    payload: z.object({ app_id: z.string(), generation: z.int() }),
    retries: 10,
    expireInSeconds: 900,
    concurrency: 1,
  },
  // Builds an index over the vectors of a large app, for minutes or hours.
  'index-vectors': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 43_200,
    concurrency: 1,
    cron: '*/2 * * * *',
  },
  'start-due-sources': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 240,
    concurrency: 1,
    cron: '*/5 * * * *',
  },
  // Asks questions for two minutes, then goes on in a new job.
  'run-evaluation': {
    payload: z.object({ app_id: z.string(), run_id: z.string() }),
    retries: 5,
    // A model may take as long as it does in a chat.
    expireInSeconds: 4_200,
    concurrency: 1,
  },
  'start-nightly-evaluations': {
    payload: Nothing,
    retries: 2,
    expireInSeconds: 900,
    concurrency: 1,
    cron: '11 2 * * *',
  },
  'delete-blobs': {
    payload: z.object({ app_id: z.string(), blob_ids: z.array(z.string()) }),
    retries: 10,
    expireInSeconds: 300,
    concurrency: 2,
  },
  'sweep-blobs': { payload: Nothing, retries: 2, expireInSeconds: 900, concurrency: 1, cron: '17 3 * * *' },
  // Retried for days if a store is away: there is no receipt without it.
  erase: {
    payload: z.object({ app_id: z.string(), erasure_id: z.string() }),
    retries: 1_000,
    expireInSeconds: 3600,
    concurrency: 2,
  },
  'resume-erasures': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 300,
    concurrency: 1,
    cron: '13 * * * *',
  },
  'sweep-index': { payload: Nothing, retries: 2, expireInSeconds: 3600, concurrency: 1, cron: '23 3 * * *' },
  'write-export': {
    payload: z.object({ app_id: z.string(), export_id: z.string() }),
    retries: 3,
    // A large app's originals are read at the speed of the disk.
    expireInSeconds: 14_400,
    concurrency: 1,
  },
  // A file outlives its link by an hour at most.
  'sweep-exports': { payload: Nothing, retries: 2, expireInSeconds: 900, concurrency: 1, cron: '23 * * * *' },
  'schedule-retention': {
    payload: Nothing,
    retries: 2,
    expireInSeconds: 900,
    concurrency: 1,
    cron: '41 2 * * *',
  },
  'apply-retention': {
    payload: z.object({ app_id: z.string() }),
    retries: 3,
    expireInSeconds: 7_200,
    concurrency: 1,
  },
  'settle-abandoned': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 60,
    concurrency: 1,
    cron: '* * * * *',
  },
  'aggregate-costs': {
    payload: Nothing,
    retries: 2,
    expireInSeconds: 3600,
    concurrency: 1,
    // Hourly, because it is midnight in some time zone every hour.
    cron: '7 * * * *',
  },
  'issue-invoices': {
    payload: Nothing,
    retries: 2,
    expireInSeconds: 3600,
    concurrency: 1,
    // A month ends at a different hour in each time zone.
    cron: '37 * * * *',
  },
  'charge-invoice': {
    payload: z.object({ invoice_id: z.string() }),
    retries: 12,
    expireInSeconds: 120,
    concurrency: 1,
  },
  'credit-payment': {
    payload: z.object({
      invoice_id: z.string(),
      credit_note_id: z.string(),
      cents: z.int(),
      reason: z.string(),
    }),
    retries: 12,
    expireInSeconds: 120,
    concurrency: 1,
  },
  'close-payment': {
    payload: z.object({ invoice_id: z.string() }),
    retries: 12,
    expireInSeconds: 120,
    concurrency: 1,
  },
  'raise-notices': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 240,
    concurrency: 1,
    cron: '*/5 * * * *',
  },
  // What the model server announces of its models.
  'read-shutdowns': {
    payload: Nothing,
    retries: 3,
    expireInSeconds: 120,
    concurrency: 1,
    cron: '51 4 * * *',
  },
  'forget-results': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 300,
    concurrency: 1,
    cron: '29 * * * *',
  },
  // About 20 hours in all: an endpoint that is down overnight misses nothing.
  'deliver-webhook': {
    payload: z.object({ app_id: z.string(), delivery_id: z.string() }),
    retries: 15,
    retryDelay: 5,
    longestRetryDelay: 21_600,
    expireInSeconds: 60,
    concurrency: 4,
  },
  // To everybody who has chosen the kind.
  'write-mails': {
    payload: z.object({
      kind: z.enum(Object.keys(mailKinds) as [MailKind, ...MailKind[]]),
      items: z.array(z.string()),
      app_id: z.string().optional(),
    }),
    retries: 10,
    expireInSeconds: 60,
    concurrency: 1,
  },
  'start-digests': { payload: Nothing, retries: 2, expireInSeconds: 60, concurrency: 1, cron: '5 6 * * 1' },
  // About 20 hours in all: a mail server that is down overnight loses nothing.
  'send-mail': {
    payload: z.object({ mail_id: z.string() }),
    retries: 15,
    retryDelay: 5,
    longestRetryDelay: 21_600,
    expireInSeconds: 180,
    concurrency: 2,
  },
  'sweep-mails': { payload: Nothing, retries: 2, expireInSeconds: 900, concurrency: 1, cron: '33 3 * * *' },
  'sweep-webhooks': {
    payload: Nothing,
    retries: 2,
    expireInSeconds: 900,
    concurrency: 1,
    cron: '29 3 * * *',
  },
  // Takes hours for a large app, and continues where it was if killed.
  'rotate-app-key': {
    payload: z.object({ app_id: z.string() }),
    retries: 50,
    expireInSeconds: 43_200,
    concurrency: 1,
  },
  'maintain-database': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 3600,
    concurrency: 1,
    cron: '43 3 * * *',
  },
  'analyse-tables': {
    payload: Nothing,
    retries: 0,
    expireInSeconds: 300,
    concurrency: 1,
    cron: '*/5 * * * *',
  },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;

/** The queue for jobs that failed in all their attempts, to retry or discard. */
export const DEAD_LETTERS = 'dead-letters';
