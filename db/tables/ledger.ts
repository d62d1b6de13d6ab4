import type { ColumnType, Generated } from 'kysely';

export type LedgerKind = 'chat' | 'rewrite' | 'embed_question' | 'embed_chunks';

/** One row a model call: open before the call, settled after it, never changed again. */
export type LedgerTable = {
  app_id: string;
  usage_id: string;
  key_id: string | null;
  message_id: string | null;
  document_id: string | null;
  kind: LedgerKind;
  model: string;
  status: Generated<'open' | 'settled'>;
  /** True where the provider gave no numbers and we counted, or its process died. */
  estimated: Generated<boolean>;
  input_tokens: Generated<number>;
  cached_input_tokens: Generated<number>;
  output_tokens: Generated<number>;
  /** US dollars, exact; null: no known price. Frozen at settlement. */
  cost: string | null;
  process_id: string | null;
  opened_at: Generated<Date>;
  settled_at: Date | null;
};

/** US dollars per million tokens, from a moment on. */
export type PricesTable = {
  model: string;
  effective_from: ColumnType<Date, Date | string, Date | string>;
  input_per_million: string;
  cached_input_per_million: string;
  output_per_million: string;
};
