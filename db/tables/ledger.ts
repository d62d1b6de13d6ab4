import type { ColumnType, Generated } from 'kysely';

/** The purpose of a model call. */
export type LedgerKind =
  | 'chat'
  | 'rewrite'
  | 'rerank'
  | 'read'
  | 'judge'
  | 'embed_question'
  | 'embed_chunks'
  | 'recognise_page';

/** One row per model call: opened before the call, settled after it. Corrections are further rows. */
export type LedgerTable = {
  app_id: string;
  usage_id: string;
  key_id: string | null;
  message_id: string | null;
  document_id: string | null;
  kind: LedgerKind;
  model: string;
  /** The day in the workspace's time zone when the call was opened; YYYY-MM-DD. */
  day: string;
  status: Generated<'open' | 'settled'>;
  /** True if the provider sent no usage and we counted, or if the process died. */
  estimated: Generated<boolean>;
  input_tokens: Generated<number>;
  /** Part of input_tokens. */
  cached_input_tokens: Generated<number>;
  /** Part of input_tokens, written to the provider's cache. */
  cache_write_tokens: Generated<number>;
  output_tokens: Generated<number>;
  /** Part of output_tokens. */
  reasoning_tokens: Generated<number>;
  /** Tokens without a known price; negative if a correction has priced them. */
  unpriced_tokens: Generated<number>;
  /** US dollars, exact; null: no known price. Fixed at settlement. */
  cost: string | null;
  /** The expected cost of an open call, reserved in its budgets. */
  reserved: Generated<string>;
  /** The call whose cost this row corrects by the difference; such a row counts no requests and no tokens. */
  correction_of: string | null;
  /** Whether it is included in usage_daily. */
  aggregated: Generated<boolean>;
  process_id: string | null;
  opened_at: Generated<Date>;
  settled_at: Date | null;
};

/** Sums of the ledger's aggregated rows. */
export type UsageDailyTable = {
  app_id: string;
  day: string;
  /** Empty if no key was used. */
  key_id: string;
  model: string;
  kind: LedgerKind;
  requests: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  unpriced_tokens: number;
  cost: string | null;
};

/** Sums of usage_daily by month, which triggers keep. */
export type UsageMonthlyTable = Omit<UsageDailyTable, 'day'> & {
  /** Its first day. */
  month: string;
};

/** Runs of the aggregation. */
export type AggregationsTable = {
  aggregation_id: string;
  started_at: Generated<Date>;
  finished_at: Date | null;
  entries: Generated<number>;
  error: string | null;
};

/** US dollars per million tokens, from a time on; never edited, but replaced by a newer row. */
export type PricesTable = {
  /** A model's name (matches its dated snapshots too), or a pattern with *. */
  model: string;
  effective_from: ColumnType<Date, Date | string, Date | string>;
  input_per_million: string;
  cached_input_per_million: string;
  /** null: as input. */
  cache_write_per_million: string | null;
  output_per_million: string;
  created_at: Generated<Date>;
  created_by: string | null;
  note: string | null;
};

/** Shutdowns that the model server announces for its models. */
export type ModelShutdownsTable = {
  model: string;
  /** YYYY-MM-DD. */
  shuts_down_on: string;
  read_at: Generated<Date>;
};
