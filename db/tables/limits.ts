import type { Generated } from 'kysely';

/** Limits of a key or an app; null: none of its own (0: nothing at all). */
export type LimitColumns = {
  requests_per_minute: number | null;
  concurrent_streams: number | null;
  tokens_per_day: number | null;
};

/** How many of a minute's requests all processes together have taken. */
export type RequestWindowsTable = {
  app_id: string;
  /** A key's id, or `app`. */
  subject: string;
  started_at: Date;
  taken: number;
};

/** Slots of concurrent answers. */
export type StreamSlotsTable = {
  app_id: string;
  subject: string;
  slot: number;
  process_id: string;
  taken_at: Generated<Date>;
};

/** Previous secrets of rotated keys. */
export type RotatedSecretsTable = {
  app_id: string;
  secret_hash: Buffer;
  key_id: string;
  works_until: Date;
};
