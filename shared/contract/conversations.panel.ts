import { z } from 'zod';
import { Rating } from './feedback.ts';
import { MessageId, SessionId, Timestamp, label } from './fields.ts';
import { panelAction } from './action.panel.ts';

export const ListConversations = z.object({
  per_page: z.int().min(1).max(100).default(25),
  /** Start of the page: `next` of the previous page. */
  cursor: z.string().max(200).optional(),
  end_user_id: label(200).optional(),
  /** A key's id, or `panel` for questions from the playground. */
  key_id: label(100).optional(),
  outcome: z.enum(['no_context', 'failed', 'aborted']).optional(),
  feedback: Rating.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** Words to search for in messages, or a session id. */
  words: z.string().trim().max(200).optional(),
});
export type ListConversations = z.infer<typeof ListConversations>;

export const Conversation = z.object({
  session_id: SessionId,
  end_user_id: z.string().nullable(),
  key_name: z.string().nullable(),
  last_at: Timestamp,
  total_tokens: z.int(),
  question: z.string(),
  answer: z.string(),
  messages: z.int(),
  cost: z.number().nullable(),
  up: z.int(),
  down: z.int(),
  outcomes: z.array(z.string()),
});
export type Conversation = z.infer<typeof Conversation>;

export const ListRelevance = z.object({ limit: z.int().min(1).max(500).default(200) });
export type ListRelevance = z.infer<typeof ListRelevance>;

/** How relevant what was found for a question was; 1 is what usually counts as found. */
const AnswerRelevance = z.object({
  message_id: MessageId,
  session_id: SessionId,
  question: z.string(),
  relevance: z.number(),
  refused: z.boolean(),
  created_at: Timestamp,
});
export type AnswerRelevance = z.infer<typeof AnswerRelevance>;

/** A passage that was found for an answer. Its text is that of today; null: it was replaced or erased since. */
const FoundPassage = z.object({
  chunk_id: z.string(),
  document_id: z.string(),
  document_name: z.string(),
  title: z.string().nullable(),
  source_url: z.string().nullable(),
  page: z.int().nullable(),
  ocr: z.boolean(),
  curated: z.boolean(),
  headings: z.array(z.string()),
  start: z.int(),
  end: z.int(),
  text: z.string(),
  score: z.number(),
  bm25: z.number().nullable(),
  cosine: z.number().nullable(),
  /** Its number among the sources in the prompt; null: it was not there. */
  source: z.int().nullable(),
});
export type FoundPassage = z.infer<typeof FoundPassage>;

const ByMessage = z.object({ message_id: MessageId });

const AnswerTrace = z.object({
  /** 1 is what usually counts as found; null: that did not decide it. */
  relevance: z.number().nullable(),
  /** Only a part of the documents was searched: by a filter of the request or of its key. */
  filtered: z.boolean(),
  first_token_ms: z.int().nullable(),
  total_ms: z.int().nullable(),
  /** Best first; null: nothing was searched, or it was answered before this was kept. */
  passages: z.array(FoundPassage).nullable(),
  /** How many more were found whose text has been replaced or erased since. */
  gone: z.int(),
  /** From the ledger; none after its retention. */
  calls: z.array(
    z.object({
      kind: z.string(),
      model: z.string(),
      input_tokens: z.int(),
      cached_input_tokens: z.int(),
      output_tokens: z.int(),
      estimated: z.boolean(),
      cost: z.number().nullable(),
    }),
  ),
});
export type AnswerTrace = z.infer<typeof AnswerTrace>;

export const conversations = {
  traceAnswer: panelAction('query', ByMessage, AnswerTrace),
  /** The reviews of a conversation's answers; those without one are new. */
  listReviews: panelAction(
    'query',
    z.object({ session_id: SessionId }),
    z.object({ reviews: z.array(z.object({ message_id: MessageId, state: z.enum(['fixed', 'ignored']) })) }),
  ),
  listRelevance: panelAction('query', ListRelevance, z.object({ answers: z.array(AnswerRelevance) })),
  listConversations: panelAction(
    'query',
    ListConversations,
    z.object({
      conversations: z.array(Conversation),
      next: z.string().nullable(),
      /** How many conversations were searched, and back to when: text is encrypted, so SQL cannot search it. */
      looked_through: z.object({ sessions: z.int(), back_to: Timestamp.nullable() }).nullable(),
    }),
  ),
};
