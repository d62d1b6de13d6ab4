import type { Generated } from 'kysely';

/** How long an app keeps what, in days; null: until it is deleted. An app without a row keeps everything. */
export type RetentionTable = {
  app_id: string;
  conversation_days: number | null;
  document_days: number | null;
  ledger_days: number | null;
  /** Since then nothing is removed: neither by retention nor by erasure. */
  hold_since: Date | null;
  hold_reason: string | null;
  updated_at: Generated<Date>;
};

/** What the nightly runs removed. */
export type RetentionRunsTable = {
  app_id: string;
  run_id: string;
  outcome: Generated<'running' | 'done' | 'held' | 'failed'>;
  sessions: Generated<number>;
  documents: Generated<number>;
  /** Rows of the ledger that lost what they named. */
  ledger_rows: Generated<number>;
  started_at: Generated<Date>;
  finished_at: Date | null;
};
