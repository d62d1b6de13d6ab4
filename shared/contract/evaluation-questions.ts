// The questions of an evaluation set.
import { z } from 'zod';
import { ByQuestion, BySet, csvFormat, QuestionId } from './evaluation-fields.ts';
import { MessageId, NOT_STORABLE, label, Page, Timestamp } from './fields.ts';

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
