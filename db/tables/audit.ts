import type { Json } from './documents.ts';

/** The audit log: appended, never changed. Each hash covers the previous one and the rest of its row. */
export type AuditEntriesTable = {
  /** 1, 2, 3, … without a gap. */
  sequence: number;
  at: Date;
  actor_kind: 'admin' | 'key' | 'system' | 'command' | 'link' | 'nobody';
  /** Id of the admin or key; for the system, the job. */
  actor_id: string | null;
  /** An admin's e-mail address. */
  actor_label: string | null;
  action: string;
  app_id: string | null;
  workspace_id: string | null;
  /** Ids of the subjects by name; never what people wrote. */
  subjects: Json<Record<string, string | string[]>>;
  /** `begun`, `ok`, or an error code. */
  outcome: string;
  /** The entry of its start. */
  ends_sequence: number | null;
  request_id: string | null;
  ip: string | null;
  previous_hash: Buffer;
  hash: Buffer;
};

/** One row: the signed head of the log, so that it cannot be shortened or rewritten without the signing key. */
export type AuditHeadTable = {
  one: true;
  sequence: number;
  hash: Buffer;
  signature: Buffer;
};
