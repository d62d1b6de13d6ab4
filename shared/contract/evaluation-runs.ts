// The runs of an evaluation set, and their results.
import { z } from 'zod';
import { AppSettings } from './apps.panel.ts';
import { Citation } from './chat.ts';
import { SwitchId } from './embedding.ts';
import { ByRun, BySet, csvFormat, judgeModel, QuestionId, RunId, SetId } from './evaluation-fields.ts';
import { Page, Timestamp } from './fields.ts';

const Share = z.number().min(0).max(1).nullable();

const EvaluationSummary = z
  .object({
    questions: z.int(),
    answered: z.int(),
    failed: z.int().describe('Questions for which the model server gave no answer.'),
    passed: z
      .int()
      .describe('Refused where it is unanswerable; otherwise answered with the expected source and words.'),
    recall: Share.describe('Share of questions whose expected document or passage was found.'),
    mean_reciprocal_rank: Share.describe(
      'Mean of 1/rank of the first expected passage; 0 if none was found.',
    ),
    unanswerable_refused: Share.describe('Share of unanswerable questions that were refused.'),
    answerable_refused: Share.describe(
      'Share of the other questions that were refused, which they should not be.',
    ),
    cited: Share.describe('Share of questions whose expected document or passage is cited.'),
    words: Share.describe('Share of the expected words that are in the answers.'),
    first_token_ms: z.int().nullable().describe('Median time to the first words.'),
    latency_ms: z.int().nullable().describe('Median time to the end of the answer.'),
    latency_p95_ms: z.int().nullable(),
    input_tokens: z.int(),
    output_tokens: z.int(),
    unpriced_tokens: z.int(),
    cost: z.number().nullable().describe('US dollars, without judging; null if no call has a known price.'),
    judged: z.int().describe('Answers that were judged by a model.'),
    judged_right: Share.describe('Share of these that it found right.'),
    judge_cost: z.number().nullable().describe('US dollars of judging.'),
  })
  .meta({ id: 'EvaluationSummary' });

/** Settings that a run may try before they are saved; what is left out is as in the app. */
export const EvaluatedSettings = AppSettings.pick({
  chat_model: true,
  fallback_model: true,
  rewrite_model: true,
  rerank_model: true,
  instructions: true,
  refusal_text: true,
  least_relevance: true,
  temperature: true,
  max_output_tokens: true,
  reasoning_effort: true,
  context_tokens: true,
  language: true,
  allowed_link_hosts: true,
}).partial();
export type EvaluatedSettings = z.infer<typeof EvaluatedSettings>;

export const EvaluationRun = z
  .object({
    run_id: RunId,
    set_id: SetId,
    status: z
      .enum(['running', 'completed', 'failed', 'cancelled'])
      .describe('`failed`, `cancelled`: resume it.'),
    started_by: z.enum(['request', 'schedule']),
    settings: z
      .object({
        chat_model: z.string().nullable().describe("null: the server's own CHAT_MODEL."),
        embedding_model: z.string(),
        changed: z
          .array(z.string())
          .describe("Names of settings that differ from the app's own, as they are now."),
      })
      .describe('What it was run with.'),
    switch_id: SwitchId.nullable().describe('The embedding switch whose vectors were searched.'),
    judge: z
      .object({
        model: z.string(),
        estimated_cost: z.number().nullable().describe('US dollars, when the run was started.'),
      })
      .nullable()
      .describe('The model that judges the answers. null: none does.'),
    summary: EvaluationSummary,
    waiting_for: z
      .enum(['model_server', 'database', 'disk'])
      .nullable()
      .describe('What is away at the moment.'),
    error: z.string().nullable(),
    started_at: Timestamp,
    ended_at: Timestamp.nullable(),
  })
  .meta({ id: 'EvaluationRun' });
export type EvaluationRun = z.infer<typeof EvaluationRun>;

const Outcome = {
  status: z.enum(['waiting', 'answered', 'failed']),
  passed: z.boolean().nullable(),
  abstained: z.boolean().nullable().describe('It was refused, or answered without a source.'),
  rank: z.int().nullable().describe('Of the first expected passage among those that were found, from 1.'),
  cited: z.boolean().nullable(),
  words_found: z.int().nullable(),
  words_expected: z.int().nullable(),
  judgement: z
    .enum(['right', 'partly', 'wrong'])
    .nullable()
    .describe('What a model said of the answer. It does not decide whether the question passed.'),
  judgement_reason: z.string().nullable(),
  answer: z
    .string()
    .nullable()
    .describe('null: not answered, or a document that it was written from was erased.'),
  citations: z.array(Citation.pick({ index: true, document_id: true, document_name: true, quote: true })),
};

export const EvaluationResult = z
  .object({
    question_id: QuestionId,
    question: z.string(),
    unanswerable: z.boolean(),
    tags: z.array(z.string()),
    ...Outcome,
    error_code: z.string().nullable(),
    first_token_ms: z.int().nullable(),
    latency_ms: z.int().nullable(),
    cost: z.number().nullable(),
    answered_at: Timestamp.nullable(),
  })
  .meta({ id: 'EvaluationResult' });
export type EvaluationResult = z.infer<typeof EvaluationResult>;

export const Compared = z
  .object({
    question_id: QuestionId,
    question: z.string(),
    base: z.object(Outcome),
    run: z.object(Outcome),
  })
  .meta({ id: 'ComparedResult' });
export type Compared = z.infer<typeof Compared>;

export const StartRun = BySet.extend({
  settings: EvaluatedSettings.strict()
    .default({})
    .describe("Settings to try before they are saved. Default: the app's own."),
  switch_id: SwitchId.optional().describe(
    'Search the vectors of this embedding switch, which must be ready, before it is confirmed.',
  ),
  judge_model: judgeModel.optional(),
});
export type StartRun = z.output<typeof StartRun>;

export const ListResults = ByRun.extend({
  ...Page,
  passed: z
    .enum(['true', 'false'])
    .optional()
    .describe('Only questions that passed, or that did not. A question without an answer has not passed.'),
  format: csvFormat,
});
export type ListResults = z.output<typeof ListResults>;

export const CompareRuns = ByRun.extend({
  base_run_id: RunId.describe('The run to compare with, of the same evaluation set.'),
});
export type CompareRuns = z.output<typeof CompareRuns>;
