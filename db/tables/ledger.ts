import type { ColumnType, Generated } from 'kysely';

/** What a model was called for. */
export type LedgerKind = 'chat' | 'rewrite' | 'embed_question' | 'embed_chunks';

/** One row a model call: open before the call, settled after it; what was wrong is put right by a further row. */
export type LedgerTable = {
  app_id: string;
  usage_id: string;
  key_id: string | null;
  message_id: string | null;
  document_id: string | null;
  kind: LedgerKind;
  model: string;
  /** The day in its workspace on which the call was opened; YYYY-MM-DD. */
  day: string;
  status: Generated<'open' | 'settled'>;
  /** True where the provider gave no numbers and we counted, or its process died. */
  estimated: Generated<boolean>;
  input_tokens: Generated<number>;
  /** Part of input_tokens. */
  cached_input_tokens: Generated<number>;
  output_tokens: Generated<number>;
  /** Part of output_tokens. */
  reasoning_tokens: Generated<number>;
  /** Tokens without a known price; negative where a correction has priced them. */
  unpriced_tokens: Generated<number>;
  /** US dollars, exact; null: no known price. Frozen at settlement. */
  cost: string | null;
  /** What an open call may still cost, held back in its budgets. */
  reserved: Generated<string>;
  /** The call whose cost this row puts right, by the difference; such a row counts no request and no tokens. */
  correction_of: string | null;
  /** Whether it stands in usage_daily. */
  aggregated: Generated<boolean>;
  process_id: string | null;
  opened_at: Generated<Date>;
  settled_at: Date | null;
};

/** Sums of the ledger's aggregated rows. */
export type UsageDailyTable = {
  app_id: string;
  day: string;
  /** Empty where no key was used. */
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

/** Runs of the aggregation. */
export type AggregationsTable = {
  aggregation_id: string;
  started_at: Generated<Date>;
  finished_at: Date | null;
  entries: Generated<number>;
  error: string | null;
};

/** US dollars per million tokens, from a moment on; never edited, superseded by a row created later. */
export type PricesTable = {
  /** A model's name, which also stands for its dated snapshots, or a pattern with *. */
  model: string;
  effective_from: ColumnType<Date, Date | string, Date | string>;
  input_per_million: string;
  cached_input_per_million: string;
  output_per_million: string;
  created_at: Generated<Date>;
  created_by: string | null;
  note: string | null;
};
