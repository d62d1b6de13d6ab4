// The schemas of evaluations: questions, sets, runs, results.
import { z } from 'zod';
import { AppSettings } from './apps.panel.ts';
import { Citation } from './chat.ts';
import { SwitchId } from './embedding.ts';
import { MessageId, NOT_STORABLE, identifier, label, Page, Timestamp } from './fields.ts';

export const SetId = identifier('evs', 'Identifier of an evaluation set.');
export const QuestionId = identifier('evq', 'Identifier of a question of an evaluation set.');
const RunId = identifier('evr', 'Identifier of an evaluation run.');

export const MOST_QUESTIONS = 2_000;
/** In one request. */
const MOST_ADDED = 500;

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest, `must have at most ${longest.toLocaleString('en')} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), NOT_STORABLE);

const Turn = z.object({ role: z.enum(['user', 'assistant']), content: text(4_000) });

const questionFields = {
  question: text(4_000).meta({ example: 'Who is called first in an outage?' }),
  turns: z.array(Turn).max(12).describe('What was said before, oldest first, for a follow-up question.'),
  expected_document: text(500)
    .nullable()
    .describe('Its id, external id, name or address. It must be found and cited.'),
  expected_passage: text(4_000)
    .nullable()
    .describe(
      'Words of the document that must be in a passage that is found. Case and white space do not count.',
    ),
  expected_words: z
    .array(text(200))
    .max(20)
    .describe('All of them must be in the answer. Case and white space do not count.'),
  unanswerable: z.boolean().describe('The documents do not answer it: it must be refused.'),
  tags: z.array(text(50)).max(10),
};

const isConsistent = (question: {
  unanswerable?: boolean | undefined;
  expected_document?: string | null | undefined;
  expected_passage?: string | null | undefined;
  expected_words?: string[] | undefined;
}) =>
  !question.unanswerable ||
  !(question.expected_document || question.expected_passage || question.expected_words?.length);
const INCONSISTENT = {
  path: ['unanswerable'],
  error: 'an unanswerable question cannot have an expected document, passage or words',
};

export const NewQuestion = z
  .strictObject({
    question: questionFields.question,
    turns: questionFields.turns.default([]),
    expected_document: questionFields.expected_document.default(null),
    expected_passage: questionFields.expected_passage.default(null),
    expected_words: questionFields.expected_words.default([]),
    unanswerable: questionFields.unanswerable.default(false),
    tags: questionFields.tags.default([]),
  })
  .refine(isConsistent, INCONSISTENT)
  .meta({ id: 'NewEvaluationQuestion' });
export type NewQuestion = z.output<typeof NewQuestion>;

export const EvaluationQuestion = z
  .object({
    question_id: QuestionId,
    ...questionFields,
    question: z.string(),
    from_conversation: z
      .boolean()
      .describe('It was saved from a conversation, and is removed with it, by retention too.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'EvaluationQuestion' });
export type EvaluationQuestion = z.infer<typeof EvaluationQuestion>;

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

export const EvaluationSet = z
  .object({
    set_id: SetId,
    name: z.string(),
    nightly: z.boolean().describe('Run every night.'),
    gate: z
      .boolean()
      .describe(
        "Warns before the app's settings are saved, or its embedding model is switched, if the change was not run or answers got worse.",
      ),
    questions: z.int(),
    last_run: EvaluationRun.nullable(),
    judge_estimate: z
      .object({
        model: z.string(),
        questions: z.int(),
        tokens: z.int(),
        cost: z.number().nullable().describe('US dollars; null: no known price.'),
      })
      .optional()
      .describe('What judging a run would cost, if judge_model was given.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'EvaluationSet' });
export type EvaluationSet = z.infer<typeof EvaluationSet>;

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

export const BySet = z.object({ set_id: SetId });
export const ByRun = z.object({ run_id: RunId });
export const ByQuestion = BySet.extend({ question_id: QuestionId });
const csvFormat = z
  .enum(['json', 'csv'])
  .optional()
  .describe('csv: all of them as a file. Default: by the Accept header, else json.');

const setFields = {
  name: label(200),
  nightly: z.boolean(),
  gate: z.boolean(),
};
export const CreateSet = z.object({
  name: setFields.name,
  nightly: setFields.nightly.default(false),
  gate: setFields.gate.default(false),
});
export type CreateSet = z.output<typeof CreateSet>;

const judgeModel = label(200).describe(
  'A chat model that judges each answer, in a call of its own. Off by default.',
);
export const GetSet = BySet.extend({
  judge_model: judgeModel.optional().describe('Estimate what it costs if this model judges a run.'),
});
export type GetSet = z.output<typeof GetSet>;

export const UpdateSet = BySet.extend({
  name: setFields.name.optional(),
  nightly: setFields.nightly.optional(),
  gate: setFields.gate.optional(),
});
export type UpdateSet = z.output<typeof UpdateSet>;

export const AddQuestions = BySet.extend({
  questions: z.array(NewQuestion).min(1).max(MOST_ADDED).optional(),
  csv: z
    .string()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe(
      'A CSV file with the columns question, expected_document, expected_passage, expected_words, unanswerable, tags and ' +
        'turns; only question is needed. Words and tags are separated by |. A turn is a line of its cell: "user: …" or "assistant: …".',
    ),
  message_id: MessageId.optional().describe(
    'An answer of a conversation: its question is saved, with what was said before and the first cited document. Needs the scope sessions:read too.',
  ),
}).refine(
  ({ questions, csv, message_id }) =>
    questions !== undefined || csv !== undefined || message_id !== undefined,
  { path: ['questions'], error: 'send questions, csv or message_id' },
);
export type AddQuestions = z.output<typeof AddQuestions>;

export const UpdateQuestion = ByQuestion.extend({
  question: questionFields.question.optional(),
  turns: questionFields.turns.optional(),
  expected_document: questionFields.expected_document.optional(),
  expected_passage: questionFields.expected_passage.optional(),
  expected_words: questionFields.expected_words.optional(),
  unanswerable: questionFields.unanswerable.optional(),
  tags: questionFields.tags.optional(),
}).refine(isConsistent, INCONSISTENT);
export type UpdateQuestion = z.output<typeof UpdateQuestion>;

export const ListQuestions = BySet.extend({
  ...Page,
  tag: label(50).optional(),
  format: csvFormat,
});
export type ListQuestions = z.output<typeof ListQuestions>;

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
