import type { ColumnType, Generated } from 'kysely';

/** A chunk's id, its score, BM25 and cosine, and its number among the sources of the prompt; null: not there. */
export type KeptPassage = [
  chunkId: string,
  score: number,
  bm25: number | null,
  cosine: number | null,
  source: number | null,
];

export type SessionsTable = {
  app_id: string;
  session_id: string;
  /** The key it was started with; null for the panel's playground. */
  key_id: string | null;
  end_user_id: string | null;
  /** Start of the last answer, sealed with the app's data key. */
  preview: Buffer | null;
  total_tokens: Generated<number>;
  created_at: Generated<Date>;
  last_at: Generated<Date>;
};

type MessageStatus = 'streaming' | 'complete' | 'aborted' | 'failed';

export type MessagesTable = {
  app_id: string;
  message_id: string;
  session_id: string;
  role: 'user' | 'assistant';
  status: MessageStatus;
  /** Sealed with the app's data key. */
  content: Buffer;
  /** Metadata from the caller as JSON, sealed too. */
  metadata: Buffer | null;
  model: string | null;
  finish_reason: string | null;
  error_code: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  /** US dollars, exact decimal. */
  cost: string | null;
  /** Of what was found, where that decided whether there is an answer: 1 is what usually counts as found. */
  relevance: number | null;
  /** Only a part of the documents was searched, by a filter of the request or its key. Of answers alone. */
  filtered: Generated<boolean>;
  /** What was found for it, best first; null: nothing was searched, or it was answered before this was kept. */
  passages: ColumnType<KeptPassage[] | null, string | null | undefined, string | null>;
  time_to_first_token_ms: number | null;
  process_id: string | null;
  /** Resumable: its events are stored and it continues without a reader. */
  resumable: Generated<boolean>;
  stop_requested_at: Date | null;
  /** When a reader on another process was last active. */
  watched_at: Date | null;
  created_at: Generated<Date>;
  completed_at: Date | null;
};

export type CitationsTable = {
  app_id: string;
  message_id: string;
  index: number;
  document_id: string;
  chunk_id: string;
  page: number | null;
  span_start: number;
  span_end: number;
  /** {document_name, quote}: sealed with the app's data key. */
  excerpt: Buffer;
};

/** What became of a question without a good answer; without a row it is new. */
export type UnansweredReviewsTable = {
  app_id: string;
  /** Of the answer. */
  message_id: string;
  state: 'fixed' | 'ignored';
  reviewed_by: string;
  reviewed_at: Generated<Date>;
};

export type FeedbackTable = {
  app_id: string;
  message_id: string;
  session_id: string;
  key_id: string | null;
  rating: 'up' | 'down';
  /** Sealed with the app's data key. */
  comment: Buffer | null;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

/** A visitor's request for a person. */
export type HandoversTable = {
  app_id: string;
  handover_id: string;
  session_id: string;
  /** What was entered and agreed to, sealed with the app's data key. */
  content: Buffer;
  /** The id of a key or an admin; null: it is open. */
  done_by: string | null;
  done_at: Date | null;
  created_at: Generated<Date>;
};
