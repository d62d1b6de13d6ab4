import type { Generated } from 'kysely';

/** Retention of an app in days; null: kept until deleted. An app without a row keeps everything. */
export type RetentionTable = {
  app_id: string;
  conversation_days: number | null;
  document_days: number | null;
  ledger_days: number | null;
  /** Start of the legal hold: nothing is removed by retention or erasure since then. */
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
  /** Ledger rows whose details were removed. */
  ledger_rows: Generated<number>;
  started_at: Generated<Date>;
  finished_at: Date | null;
};
