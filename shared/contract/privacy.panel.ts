import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';

const LONGEST = 36_500;

const Days = z
  .int('must be a whole number of days')
  .min(1, 'must be at least a day')
  .max(LONGEST, 'must be at most a hundred years')
  .nullable();

/** How many days an app keeps things; null: until they are deleted. */
export const RetentionPolicy = z.object({
  conversation_days: Days,
  document_days: Days,
  ledger_days: Days,
});
export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

const RetentionKind = z.enum(['sessions', 'documents', 'ledger_rows']);

const Counts = z.object({ sessions: z.int(), documents: z.int(), ledger_rows: z.int() });

/** What tonight's run will remove, from the same query. */
const RetentionPreview = z.object({
  at: Timestamp,
  due: z.array(
    z.object({
      kind: RetentionKind,
      count: z.int(),
      oldest: Timestamp.nullable(),
      newest: Timestamp.nullable(),
    }),
  ),
});

const RetentionRun = Counts.extend({
  run_id: z.string(),
  outcome: z.enum(['running', 'done', 'held', 'failed']),
  started_at: Timestamp,
  finished_at: Timestamp.nullable(),
});

export const SetHold = z.object({
  held: z.boolean(),
  reason: z.string().trim().max(500, 'must have at most 500 characters').default(''),
});
export type SetHold = z.infer<typeof SetHold>;

const Retention = z.object({
  policy: RetentionPolicy,
  hold: z.object({ since: Timestamp, reason: z.string() }).nullable(),
  preview: RetentionPreview,
  runs: z.array(RetentionRun).describe('The latest runs, newest first.'),
});

export const privacy = {
  getRetention: panelAction('query', z.object({}), Retention),
  setRetention: panelAction('mutation', RetentionPolicy, z.object({ policy: RetentionPolicy })),
  setHold: panelAction('mutation', SetHold, z.object({ held: z.boolean() })),
};
