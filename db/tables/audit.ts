import type { Json } from './documents.ts';

/** Who did what: appended, never changed. Each hash covers the one before it and all the rest of its row. */
export type AuditEntriesTable = {
  /** 1, 2, 3, … without a gap. */
  sequence: number;
  at: Date;
  actor_kind: 'admin' | 'key' | 'system' | 'command' | 'nobody';
  /** Of the admin or the key; of the system, the job. */
  actor_id: string | null;
  /** An admin's e-mail address. */
  actor_label: string | null;
  action: string;
  app_id: string | null;
  workspace_id: string | null;
  /** Ids of what it is about, by name; never what people wrote. */
  subjects: Json<Record<string, string | string[]>>;
  /** `begun`, `ok`, or the code of the error it ended with. */
  outcome: string;
  /** The entry that told of its beginning. */
  ends_sequence: number | null;
  request_id: string | null;
  ip: string | null;
  previous_hash: Buffer;
  hash: Buffer;
};

/** One row: where the log ends. Signed, so that nobody shortens or rewrites it without the signing key. */
export type AuditHeadTable = {
  one: true;
  sequence: number;
  hash: Buffer;
  signature: Buffer;
};
