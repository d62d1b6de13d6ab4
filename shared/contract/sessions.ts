import { z } from 'zod';
import { Citation, Usage } from './chat.ts';
import { Feedback, Rating } from './feedback.ts';
import {
  ErasureId,
  MessageId,
  Metadata,
  Page,
  PageMeta,
  SessionId,
  Timestamp,
  label,
  queryBoolean,
  queryInteger,
} from './fields.ts';
import { operation } from './operation.ts';

const Message = z
  .object({
    message_id: MessageId,
    role: z.enum(['user', 'assistant']),
    status: z.enum(['streaming', 'complete', 'aborted', 'failed']),
    content: z.string(),
    metadata: Metadata.nullable().describe('What was sent with the question.'),
    citations: z.array(Citation),
    model: z.string().nullable(),
    extract: z
      .boolean()
      .describe('The text is quoted from the documents word for word; no model has written it.'),
    finish_reason: z.string().nullable(),
    error_code: z
      .string()
      .nullable()
      .describe(
        'Why an answer failed or was aborted: an error code, `client_gone` (the reader disconnected) or `stopped` (on request).',
      ),
    time_to_first_token_ms: z.int().nullable(),
    feedback: Feedback.nullable().describe('The rating of the answer.'),
    usage: Usage.nullable().describe(
      "Null for the user's own messages and for answers that are still running.",
    ),
    created_at: Timestamp,
  })
  .meta({ id: 'Message' });

/** Messages of a page: those of 100 questions and their answers. */
const MOST_MESSAGES = 200;

const GetSession = z.object({
  session_id: SessionId,
  before: MessageId.optional().describe('Only messages before this one: `older` of the page after it.'),
  limit: queryInteger(1, MOST_MESSAGES)
    .default(MOST_MESSAGES)
    .describe('Messages at most. A page with very long ones has fewer.'),
});
export type GetSession = z.infer<typeof GetSession>;

export const ExportConversations = z.object({
  format: z.enum(['csv', 'jsonl']).default('jsonl').describe('jsonl: JSON Lines, one object a line.'),
  rating: Rating.optional().describe('Only answers with this rating.'),
  review: z
    .enum(['fixed', 'ignored'])
    .optional()
    .describe('Only answers with this review (PUT /unanswered).'),
  outcome: z
    .enum(['no_context', 'failed', 'aborted'])
    .optional()
    .describe('Only answers that found nothing, failed, or were aborted.'),
  from: z.iso.date().optional().describe("First day of the questions, in the workspace's time zone."),
  to: z.iso.date().optional().describe('Last day of the questions.'),
  end_user_id: label(200).optional(),
});
export type ExportConversations = z.output<typeof ExportConversations>;

export const sessions = {
  listSessions: operation({
    id: 'listSessions',
    tag: 'Sessions',
    summary: 'List sessions, newest first',
    method: 'get',
    path: '/sessions',
    scope: 'sessions:read',
    status: 200,
    input: z.object({
      ...Page,
      include_all: queryBoolean.default(false).describe("All of the app's sessions, not only this key's."),
      end_user_id: label(200).optional(),
      feedback: Rating.optional().describe('Only sessions with an answer that has this rating.'),
    }),
    output: z.object({
      sessions: z.array(
        z.object({
          session_id: SessionId,
          last_at: Timestamp,
          total_tokens: z.int(),
          preview: z.string(),
        }),
      ),
      meta: PageMeta,
    }),
    errors: [],
  }),
  getSession: operation({
    id: 'getSession',
    tag: 'Sessions',
    summary: 'Get a session with its messages',
    description:
      'The latest messages, oldest first. If there are earlier ones, `older` is the value of `before` that returns them.',
    method: 'get',
    path: '/sessions/{session_id}',
    scope: 'sessions:read',
    bySessionSecret: true,
    status: 200,
    input: GetSession,
    output: z.object({
      session: z.object({
        session_id: SessionId,
        key_id: z.string().nullable().describe("Null for the panel's playground."),
        end_user_id: z.string().nullable(),
        created_at: Timestamp,
        last_at: Timestamp,
        total_tokens: z.int(),
        message_count: z.int().describe('All messages of the session.'),
        cost: z
          .number()
          .nullable()
          .describe('US dollars of all answers with a known price; null if there are none.'),
        unpriced_answers: z.int().describe('Answers without a known price.'),
        messages: z.array(Message),
      }),
      older: MessageId.nullable().describe('Null if there are no earlier messages.'),
    }),
    errors: ['session_not_found'],
  }),
  exportConversations: operation({
    id: 'exportConversations',
    tag: 'Sessions',
    summary: 'Export questions with their answers and feedback, as CSV or JSON Lines',
    description:
      'Oldest first, one line for each answer: times, question, answer, rating, comment, review, finish reason, cited documents, ' +
      'end user, metadata, tokens and exact cost. In CSV, a cell that a spreadsheet would take for a formula begins with an apostrophe.',
    method: 'get',
    path: '/conversation-export',
    scope: 'sessions:read',
    status: 200,
    input: ExportConversations,
    output: z.object({}),
    binary: ['text/csv', 'application/x-ndjson'],
    errors: [],
  }),
  deleteSession: operation({
    id: 'deleteSession',
    tag: 'Sessions',
    summary: 'Delete a session with its messages',
    description:
      'This is an erasure, with a receipt (GET /erasures/{erasure_id}). Its cost stays in the usage, without any text.',
    method: 'delete',
    path: '/sessions/{session_id}',
    scope: 'sessions:write',
    status: 200,
    input: z.object({ session_id: SessionId }),
    output: z.object({ session_id: SessionId, deleted: z.literal(true), erasure_id: ErasureId }),
    errors: ['session_not_found', 'legal_hold'],
  }),
};
