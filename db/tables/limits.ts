/** What a key or an app may use; null: no limit of its own (0 requests, streams or tokens: nothing at all). */
export type LimitColumns = {
  requests_per_minute: number | null;
  concurrent_streams: number | null;
  tokens_per_day: number | null;
};

/** How much of a minute's requests all processes together have taken. */
export type RequestWindowsTable = {
  app_id: string;
  /** A key's id, or `app`. */
  subject: string;
  started_at: Date;
  taken: number;
};

/** Places of answers in the making. */
export type StreamSlotsTable = {
  app_id: string;
  subject: string;
  slot: number;
  process_id: string;
};

/** Secrets a key had before its rotation. */
export type RotatedSecretsTable = {
  app_id: string;
  secret_hash: Buffer;
  key_id: string;
  works_until: Date;
};
