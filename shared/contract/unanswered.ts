import { z } from 'zod';
import { MessageId, Page, PageMeta, queryInteger, SessionId, Timestamp } from './fields.ts';
import { operation } from './operation.ts';

const Reason = z
  .enum(['no_context', 'thumbs_down', 'without_source', 'rephrased'])
  .describe(
    '`no_context`: nothing was found. `thumbs_down`: rated as bad. `without_source`: answered without a source, such as “I do not know”. ' +
      '`rephrased`: asked again in other words within five minutes.',
  );
export type UnansweredReason = z.infer<typeof Reason>;

const ReviewState = z.enum(['new', 'fixed', 'ignored']);

const UnansweredGroup = z
  .object({
    question: z.string().describe('The newest of them.'),
    state: ReviewState.describe(
      '`new`: not reviewed, or asked again since it was fixed. Like questions of an ignored group are ignored.',
    ),
    count: z.int(),
    recent: z
      .int()
      .describe('Of them in the newer half of the period: more than in the older half is a rising trend.'),
    reasons: z.partialRecord(Reason, z.int()),
    first_at: Timestamp,
    last_at: Timestamp,
    questions: z
      .array(
        z.object({
          message_id: MessageId.describe('Of the answer.'),
          session_id: SessionId,
          question: z.string(),
          reasons: z.array(Reason),
          comment: z.string().nullable().describe('Of the feedback.'),
          asked_at: Timestamp,
        }),
      )
      .describe('The newest, at most 20.'),
    message_ids: z.array(MessageId).describe('Of all its answers, for a review; at most 500.'),
  })
  .meta({ id: 'UnansweredGroup' });
export type UnansweredGroup = z.infer<typeof UnansweredGroup>;

export const ListUnanswered = z.object({
  ...Page,
  days: queryInteger(1, 365).default(30),
  state: ReviewState.optional(),
});
export type ListUnanswered = z.output<typeof ListUnanswered>;

export const ReviewUnanswered = z.object({
  message_ids: z.array(MessageId).min(1).max(500),
  state: ReviewState.describe('`new` takes a review back.'),
});
export type ReviewUnanswered = z.output<typeof ReviewUnanswered>;

export const unanswered = {
  listUnanswered: operation({
    id: 'listUnanswered',
    tag: 'Sessions',
    summary: 'List questions without a good answer, grouped by likeness',
    description:
      'The largest groups first. Questions are encrypted, so a request looks through the latest 2,000 sessions at most; `complete` says whether that was all.',
    method: 'get',
    path: '/unanswered',
    scope: 'sessions:read',
    status: 200,
    input: ListUnanswered,
    output: z.object({
      groups: z.array(UnansweredGroup),
      total: z.int().describe('Groups that match.'),
      complete: z.boolean(),
      meta: PageMeta,
    }),
    errors: [],
  }),
  reviewUnanswered: operation({
    id: 'reviewUnanswered',
    tag: 'Sessions',
    summary: 'Review questions without a good answer',
    method: 'put',
    path: '/unanswered',
    scope: 'sessions:write',
    status: 200,
    input: ReviewUnanswered,
    output: z.object({ reviewed: z.int() }),
    errors: ['message_not_found'],
  }),
};
