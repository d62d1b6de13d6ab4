import type { Generated } from 'kysely';

/** Events of a resumable answer: one batch, starting with this id. */
export type AnswerEventsTable = {
  app_id: string;
  message_id: string;
  first_id: number;
  /** Sealed with the app's data key. */
  events: Buffer;
};

/** The result of a request with an Idempotency-Key. */
export type IdempotentResultsTable = {
  app_id: string;
  key_id: string;
  idempotency_key: string;
  /** Keyed hash of operation and input. */
  fingerprint: Buffer;
  process_id: string;
  /** Session and documents of the result, which is removed with them. */
  session_id: string | null;
  document_ids: Generated<string[]>;
  /** Sealed with the app's data key; null while the request is running. */
  result: Buffer | null;
  created_at: Generated<Date>;
};
