import { z } from 'zod';
import { Timestamp } from './fields.ts';
import { panelAction } from './action.panel.ts';
import { AppId } from './apps.panel.ts';

/** Periods of the overview in days, today included. */
export const OVERVIEW_DAYS = [7, 30, 90] as const;

const Figures = {
  answers: z.int().describe('Answers that were started: complete, failed and aborted.'),
  failed: z.int(),
  aborted: z.int().describe('The reader left before the end.'),
  first_token_p50_ms: z.number().nullable(),
  first_token_p95_ms: z.number().nullable(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cost: z.number().nullable().describe('US dollars; null if none of it has a known price.'),
  unpriced_tokens: z.int(),
};
const Quality = z.object({
  answered: z.int().describe('Complete answers, but for those that found nothing.'),
  no_context: z.int().describe('Nothing was found.'),
  up: z.int().describe('Ratings given in the period.'),
  down: z.int(),
  cost_per_answer: z
    .number()
    .nullable()
    .describe('US dollars of all calls for answers, by complete answer; null if none has a known price.'),
});
const OverviewDay = z.object({ day: z.iso.date(), ...Figures });

/** Something that needs attention. The panel adds the text and the link. */
export const Attention = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no_workers'), waiting: z.int() }),
  z.object({ kind: z.literal('jobs_late'), since: Timestamp }),
  z.object({ kind: z.literal('model_failing'), model: z.string(), code: z.string(), since: Timestamp }),
  z.object({ kind: z.literal('documents_failed'), count: z.int(), app_id: AppId, app: z.string() }),
  z.object({ kind: z.literal('dead_letters'), count: z.int() }),
  z.object({ kind: z.literal('schedules_failed'), count: z.int() }),
  z.object({ kind: z.literal('unpriced'), model: z.string(), tokens: z.int(), app_id: AppId }),
  z.object({ kind: z.literal('erasures_failing'), count: z.int(), since: Timestamp }),
  z.object({ kind: z.literal('notices'), count: z.int() }),
  z.object({ kind: z.literal('disk_low'), free_bytes: z.int() }),
  z.object({ kind: z.literal('no_writes'), store: z.enum(['database', 'files']), message: z.string() }),
]);
export type Attention = z.infer<typeof Attention>;

/** What somebody who is new does first. */
export const FirstStep = z.enum(['document', 'question', 'key', 'widget', 'second_factor', 'master_key']);
export type FirstStep = z.infer<typeof FirstStep>;

export const overview = {
  getOverview: panelAction(
    'query',
    z.object({
      days: z.union(OVERVIEW_DAYS.map((days) => z.literal(days))).default(30),
      app_id: AppId.optional(),
    }),
    z.object({
      time_zone: z.string(),
      apps: z.array(z.object({ app_id: AppId, name: z.string() })).describe('All apps to choose from.'),
      total: z.object(Figures),
      quality: z
        .object({ now: Quality, before: Quality })
        .describe('The period, and as many days before it, up to the same time of day.'),
      by_day: z.array(OverviewDay),
      by_app: z.array(
        z.object({ app_id: AppId, name: z.string(), answers: z.int(), failed: z.int(), tokens: z.int() }),
      ),
      errors: z.array(z.object({ code: z.string(), count: z.int() })),
      ingest: z.object({
        by_status: z.record(z.string(), z.int()),
        failed_today: z.int().describe('Within the last 24 hours.'),
        oldest_waiting_at: Timestamp.nullable(),
      }),
      attention: z.array(Attention),
    }),
  ),
  getFirstSteps: panelAction(
    'query',
    z.object({}),
    z.object({
      steps: z
        .array(z.object({ name: FirstStep, done: z.boolean() }))
        .describe('In the order to do them; empty when all are done or the list was closed.'),
      app_id: AppId.nullable().describe('The app that the steps lead to: the oldest.'),
    }),
  ),
  noteFirstStep: panelAction(
    'mutation',
    z.object({
      step: z
        .enum(['master_key', 'close'])
        .describe('master_key: a copy of it is kept elsewhere. close: the list is not shown again.'),
    }),
    z.object({}),
  ),
};
