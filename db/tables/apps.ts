import type { Generated, ColumnType } from 'kysely';
import type { LimitColumns } from './limits.ts';

export type WorkspacesTable = {
  workspace_id: string;
  name: string;
  plan: Generated<'free' | 'pro' | 'scale' | 'custom'>;
  /** IANA name, known to Postgres too. */
  time_zone: Generated<string>;
  created_at: Generated<Date>;
  archived_at: Date | null;
};

export type AppsTable = LimitColumns & {
  app_id: string;
  workspace_id: string;
  name: string;
  /** What the answering model is told beside Docent's own rules; empty: nothing. */
  instructions: Generated<string>;
  refusal_text: Generated<string>;
  /** null: the server's own CHAT_MODEL. */
  chat_model: string | null;
  temperature: number | null;
  /** All of an app's vectors are of one model; it is fixed when the app is created. */
  embedding_model: string;
  embedding_dimensions: number;
  /** ISO 639-1 codes of the languages among the app's documents, for reading short questions. */
  languages: Generated<string[]>;
  /** The app's data key, wrapped under the master key and the app's own secret in APP_KEYS_DIR. */
  wrapped_key: Buffer;
  /** Which of the app's keys that is, from 1: what is written is sealed with it. */
  key_version: Generated<number>;
  /** While the key is rotated: the next one, not written with yet, or the one before, still to be read. */
  other_wrapped_key: Buffer | null;
  other_key_version: number | null;
  /** Since when the key is in use, or the last step of its rotation was taken. */
  key_since: Generated<Date>;
  /** Values and files to be sealed anew in the rotation that is running, and those that are. */
  rotation_total: number | null;
  rotation_done: number | null;
  created_at: Generated<Date>;
  /** Keys are refused since then; with its workspace, at the workspace's own moment. */
  archived_at: Date | null;
  /** Answers may link to these hosts only; null: to any. */
  allowed_link_hosts: string[] | null;
  /** ISO 639-1 code of what the app answers in, or `auto`: the question's. */
  language: Generated<string>;
  /** Events that any webhook endpoint of the app wants. */
  webhook_events: Generated<string[]>;
};

export type KeysTable = LimitColumns & {
  app_id: string;
  key_id: string;
  name: string;
  kind: 'secret' | 'publishable';
  /** The displayable beginning of the key. */
  prefix: string;
  /** HMAC-SHA256 of the key under a key derived from the master key. */
  secret_hash: Buffer;
  scopes: string[];
  allowed_origins: string[];
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  /** The last time its secret was replaced. */
  rotated_at: Date | null;
  created_at: Generated<Date>;
};

/** Facts of the whole installation, by name: `master_key_check`, `keyring`, `signing_key`. */
export type SettingsTable = {
  name: string;
  value: ColumnType<Buffer, Buffer, Buffer>;
};

/** Living server processes; what a process left unfinished is settled by others once it is silent. */
export type ProcessesTable = {
  process_id: string;
  seen_at: Generated<Date>;
  roles: Generated<string[]>;
  host: string | null;
  pid: number | null;
  /** Docent's own. */
  version: string | null;
  started_at: Generated<Date>;
  /** By the database's clock: what was said of apps' keys until then, this process knows. */
  keys_read_at: Date | null;
};
