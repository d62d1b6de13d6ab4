import type { ColumnType, Generated, Selectable } from 'kysely';
import type { AppsTable } from './apps.ts';
import type { Json } from './documents.ts';

/** What of an app's settings changes its answers, as its row has it. */
export type AnswerSettings = Pick<
  Selectable<AppsTable>,
  | 'chat_model'
  | 'fallback_model'
  | 'rewrite_model'
  | 'rerank_model'
  | 'instructions'
  | 'refusal_text'
  | 'least_relevance'
  | 'temperature'
  | 'max_output_tokens'
  | 'reasoning_effort'
  | 'context_tokens'
  | 'language'
  | 'allowed_link_hosts'
  | 'embedding_model'
  | 'embedding_dimensions'
  | 'embedding_query_prefix'
  | 'embedding_document_prefix'
  | 'embedding_generation'
>;

export type EvaluationSetsTable = {
  app_id: string;
  set_id: string;
  name: string;
  /** Run every night. */
  nightly: boolean;
  /** Warns before settings are saved with which it has not been run, or with which answers got worse. */
  gate: boolean;
  /** The set that curated answers are tests of; at most one in an app. */
  of_curated_answers: Generated<boolean>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

export type EvaluationQuestionsTable = {
  app_id: string;
  set_id: string;
  question_id: string;
  /** Counts changes: results of another revision are not compared. */
  revision: Generated<number>;
  /** Question, earlier turns and what is expected, sealed with the app's data key. */
  content: Buffer;
  unanswerable: boolean;
  tags: string[];
  /** The session that it was saved from: it goes with it. */
  session_id: string | null;
  /** The curated answer that it tests: it goes with it. */
  answer_id: Generated<string | null>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

/** Of all questions that were answered, or null where none of them count. Shares are 0 to 1. */
export type EvaluationSummary = {
  questions: number;
  answered: number;
  failed: number;
  passed: number;
  recall: number | null;
  mean_reciprocal_rank: number | null;
  unanswerable_refused: number | null;
  answerable_refused: number | null;
  cited: number | null;
  words: number | null;
  first_token_ms: number | null;
  latency_ms: number | null;
  latency_p95_ms: number | null;
  input_tokens: number;
  output_tokens: number;
  unpriced_tokens: number;
  /** US dollars, exact decimal; null: no known price. */
  cost: string | null;
  /** Answers that a model has judged, and the share of these that it found right. */
  judged: number;
  judged_right: number | null;
  /** US dollars of judging, exact decimal, which `cost` is without; null: nothing judged, or no known price. */
  judge_cost: string | null;
};

export type EvaluationRunsTable = {
  app_id: string;
  run_id: string;
  set_id: string;
  status: Generated<'running' | 'completed' | 'failed' | 'cancelled'>;
  /** Fencing token: a job without the newest number cannot write. */
  attempt: Generated<number>;
  started_by: 'request' | 'schedule';
  requested_by: string;
  /** Its budget counts too. */
  key_id: string | null;
  settings: Json<AnswerSettings>;
  /** The embedding switch whose vectors are searched; null: the app's own. */
  switch_id: string | null;
  /** The model that judges the answers; null: none. */
  judge_model: string | null;
  /** What judging was estimated to cost, US dollars; null: no known price. */
  judge_estimate: string | null;
  waiting_for: string | null;
  error: string | null;
  /** Written at the end; until then it is counted from the results. */
  summary: Json<EvaluationSummary> | null;
  started_at: Generated<Date>;
  updated_at: Generated<Date>;
  ended_at: Date | null;
};

export type EvaluationResultsTable = {
  app_id: string;
  run_id: string;
  question_id: string;
  /** Of the question when the run was started. */
  revision: number;
  status: Generated<'waiting' | 'answered' | 'failed'>;
  error_code: string | null;
  /** null: not answered yet, or failed. */
  passed: boolean | null;
  unanswerable: boolean;
  abstained: boolean | null;
  /** A document or passage is expected. */
  expects_source: boolean | null;
  /** Of the first expected passage among those that were found, from 1; null: not among them. */
  rank: number | null;
  /** Whether the expected document or passage is cited; null: none is expected. */
  cited: boolean | null;
  words_expected: number | null;
  words_found: number | null;
  first_token_ms: number | null;
  latency_ms: number | null;
  input_tokens: number | null;
  output_tokens: number | null;
  unpriced_tokens: number | null;
  /** US dollars, exact decimal; null: no known price. */
  cost: string | null;
  /** null: not judged, or the judge failed. */
  judgement: 'right' | 'partly' | 'wrong' | null;
  judge_tokens: number | null;
  /** US dollars, exact decimal; null: no known price, or not judged. */
  judge_cost: string | null;
  /** Answer, citations and why it was judged so, sealed with the app's data key. */
  content: Buffer | null;
  /** Documents that the answer quotes or was written from. */
  document_ids: Generated<string[]>;
  answered_at: Date | null;
};

/** An answer that was written once by a person. Its text is a document of its own, which is searched and cited. */
export type CuratedAnswersTable = {
  app_id: string;
  answer_id: string;
  document_id: string;
  /** Questions, text and source, sealed with the app's data key. */
  content: Buffer;
  /** Of the document's version that has this content; until that is ready, the one before is searched. */
  content_hash: string;
  enabled: boolean;
  /** It is used from this moment on; null: at once. */
  valid_from: ColumnType<Date | null, string | null, string | null>;
  /** It is used before this moment; null: without an end. */
  valid_until: ColumnType<Date | null, string | null, string | null>;
  /** The id of a key or an admin. */
  changed_by: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};
