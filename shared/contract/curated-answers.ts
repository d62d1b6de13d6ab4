// Answers that a person wrote once: found by retrieval like a document, and cited as one.
import { z } from 'zod';
import { DocumentStatus, PageUrl } from './documents.ts';
import {
  DocumentId,
  ErasureId,
  identifier,
  label,
  MessageId,
  Metadata,
  NOT_STORABLE,
  Page,
  PageMeta,
  Timestamp,
} from './fields.ts';
import { operation } from './operation.ts';

export const MOST_CURATED_ANSWERS = 2_000;

const AnswerId = identifier('cur', 'Identifier of a curated answer.');

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest, `must have at most ${longest.toLocaleString('en')} characters`)
    .refine((value) => value.isWellFormed() && !value.includes('\0'), NOT_STORABLE);

const Moment = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-12-24T00:00:00Z' })
  .transform((value) => new Date(value).toISOString());

const fields = {
  questions: z
    .array(text(500))
    .min(1)
    .max(20)
    .describe(
      'The question, and other words for it. A question with the same words as one of these gets the text itself.',
    )
    .meta({ example: ['Is there parking for visitors?', 'Where can guests park?'] }),
  text: text(8_000)
    .describe('The answer, as Markdown.')
    .meta({ example: 'Visitors park behind building B.' }),
  source_name: label(200).nullable().describe('Shown in citations. Default: the first question.'),
  source_url: PageUrl.nullable().describe('Where it can be read, for citations.'),
  metadata: Metadata.describe('For filters, as that of any document.'),
  valid_from: Moment.nullable().describe('It is used from this time on; null: at once.'),
  valid_until: Moment.nullable().describe('It is used before this time; null: without an end.'),
  enabled: z.boolean(),
};

export const CuratedAnswer = z
  .object({
    answer_id: AnswerId,
    document_id: DocumentId.describe('The document that it is found and cited as.'),
    ...fields,
    questions: z.array(z.string()),
    text: z.string(),
    valid_from: Timestamp.nullable(),
    valid_until: Timestamp.nullable(),
    state: z
      .enum(['in_use', 'off', 'scheduled', 'expired'])
      .describe('`scheduled`: before valid_from. `expired`: from valid_until on.'),
    status: DocumentStatus.describe('Of its document: it is found once it is `ready`.'),
    error: z.string().nullable().describe('Why its document, or a new version of it, could not be read.'),
    created_at: Timestamp,
    updated_at: Timestamp,
  })
  .meta({ id: 'CuratedAnswer' });
export type CuratedAnswer = z.infer<typeof CuratedAnswer>;

const isOrdered = ({
  valid_from,
  valid_until,
}: {
  valid_from?: string | null | undefined;
  valid_until?: string | null | undefined;
}) => !valid_from || !valid_until || valid_from < valid_until;
const NOT_ORDERED = { path: ['valid_until'], error: 'must be after valid_from' };

export const CreateCuratedAnswer = z
  .object({
    questions: fields.questions,
    text: fields.text,
    source_name: fields.source_name.default(null),
    source_url: fields.source_url.default(null),
    metadata: fields.metadata.default({}),
    valid_from: fields.valid_from.default(null),
    valid_until: fields.valid_until.default(null),
    enabled: fields.enabled.default(true),
    message_ids: z
      .array(MessageId)
      .min(1)
      .max(500)
      .optional()
      .describe(
        'Answers of GET /unanswered that it is an answer to: they become `fixed`. Needs the scope sessions:write too.',
      ),
  })
  .refine(isOrdered, NOT_ORDERED);
export type CreateCuratedAnswer = z.output<typeof CreateCuratedAnswer>;

const ById = z.object({ answer_id: AnswerId });

export const UpdateCuratedAnswer = ById.extend({
  questions: fields.questions.optional(),
  text: fields.text.optional(),
  source_name: fields.source_name.optional(),
  source_url: fields.source_url.optional(),
  metadata: fields.metadata.optional(),
  valid_from: fields.valid_from.optional(),
  valid_until: fields.valid_until.optional(),
  enabled: fields.enabled.optional(),
}).refine(isOrdered, NOT_ORDERED);
export type UpdateCuratedAnswer = z.output<typeof UpdateCuratedAnswer>;

const One = z.object({ curated_answer: CuratedAnswer });
const REFUSED = ['quota_exceeded', 'storage_full', 'storage_unavailable'] as const;

export const curatedAnswers = {
  listCuratedAnswers: operation({
    id: 'listCuratedAnswers',
    tag: 'Documents',
    summary: 'List curated answers',
    method: 'get',
    path: '/curated-answers',
    scope: 'documents:read',
    status: 200,
    input: z.object(Page),
    output: z.object({ curated_answers: z.array(CuratedAnswer), total: z.int(), meta: PageMeta }),
    errors: [],
  }),
  createCuratedAnswer: operation({
    id: 'createCuratedAnswer',
    tag: 'Documents',
    summary: 'Answer a question once, by hand',
    description:
      'The answer becomes a document, which is found by its questions and its text, and cited as `curated`. A question that has ' +
      'the same words as one of its questions gets the text itself, without a call of a model; to any other question it is a ' +
      'passage among the others. It also becomes a question of the evaluation set “Curated answers”.',
    method: 'post',
    path: '/curated-answers',
    scope: 'documents:write',
    status: 202,
    input: CreateCuratedAnswer,
    output: One,
    spends: true,
    errors: [...REFUSED, 'message_not_found'],
  }),
  getCuratedAnswer: operation({
    id: 'getCuratedAnswer',
    tag: 'Documents',
    summary: 'Get a curated answer',
    method: 'get',
    path: '/curated-answers/{answer_id}',
    scope: 'documents:read',
    status: 200,
    input: ById,
    output: One,
    errors: ['curated_answer_not_found'],
  }),
  updateCuratedAnswer: operation({
    id: 'updateCuratedAnswer',
    tag: 'Documents',
    summary: 'Change a curated answer',
    description:
      'What is left out stays. New questions or a new text are a new version of its document: the current one is used until that ' +
      'is ready. Switching it off or on, and its times, take effect at once.',
    method: 'put',
    path: '/curated-answers/{answer_id}',
    scope: 'documents:write',
    status: 202,
    input: UpdateCuratedAnswer,
    output: One,
    spends: true,
    errors: [...REFUSED, 'curated_answer_not_found', 'legal_hold'],
  }),
  deleteCuratedAnswer: operation({
    id: 'deleteCuratedAnswer',
    tag: 'Documents',
    summary: 'Delete a curated answer with its document and its test',
    description:
      'This is an erasure: answers that quote it lose their text, and there is a receipt (GET /erasures/{erasure_id}). To keep ' +
      'them, switch it off instead.',
    method: 'delete',
    path: '/curated-answers/{answer_id}',
    scope: 'documents:write',
    status: 200,
    input: ById,
    output: z.object({ answer_id: AnswerId, deleted: z.literal(true), erasure_id: ErasureId }),
    errors: ['curated_answer_not_found', 'legal_hold'],
  }),
};
