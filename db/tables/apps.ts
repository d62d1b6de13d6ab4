import type { Generated, ColumnType } from 'kysely';
import type { Json } from './documents.ts';
import type { LimitColumns } from './limits.ts';

export type WorkspacesTable = {
  workspace_id: string;
  name: string;
  plan: Generated<'free' | 'pro' | 'scale' | 'custom'>;
  /** IANA name that Postgres knows. */
  time_zone: Generated<string>;
  created_at: Generated<Date>;
  archived_at: Date | null;
  /** Erased: its row stays for the invoices of what it has spent. */
  erased_at: Date | null;
  /** `Buyer` of the contract: what its invoices say of it. */
  buyer: Json<Record<string, unknown>> | null;
};

/** `HandoverOffer` of the contract, which this layer does not know. */
type StoredHandover =
  | { kind: 'email'; address: string }
  | { kind: 'link'; url: string }
  | { kind: 'form'; consent: string };

export type AppsTable = LimitColumns & {
  app_id: string;
  workspace_id: string;
  name: string;
  /** Instructions added to Docent's own prompt; may be empty. */
  instructions: Generated<string>;
  refusal_text: Generated<string>;
  /** Its own words for small talk, by kind; one that is missing or empty means the built-in words. */
  talk_texts: ColumnType<Record<string, string>, string | undefined, string>;
  /** Relevance from which on something counts as found; null: 1. */
  least_relevance: number | null;
  /** null: the server's CHAT_MODEL. */
  chat_model: string | null;
  temperature: number | null;
  /** The longest answer, unless a secret key's request says otherwise; null: the model's own. */
  max_output_tokens: number | null;
  /** Models beside its own that requests with a secret key may name; a `*` at the end matches anything that follows. */
  allowed_models: Generated<string[]>;
  /** Version of the secret that signs ids of end users, from 1; 0 or below: there is none. */
  identity_secret_version: Generated<number>;
  /** The model of the vectors that questions are answered over. An embedding switch replaces all of this at once. */
  embedding_model: string;
  embedding_dimensions: number;
  /** Which rows of vector_index are these vectors. */
  embedding_generation: Generated<number>;
  /** Generations whose vectors have an HNSW index. */
  indexed_generations: Generated<number[]>;
  /** Put before a question, and before a passage, when it is embedded. */
  embedding_query_prefix: Generated<string>;
  embedding_document_prefix: Generated<string>;
  /** Answers if the first model cannot be reached; null: the server's CHAT_FALLBACK_MODEL. */
  fallback_model: string | null;
  /** Rewrites follow-ups; null: the server's CHAT_REWRITE_MODEL. */
  rewrite_model: string | null;
  /** Puts passages in order by RERANK_URL; null: none does. */
  rerank_model: string | null;
  /** How long the model may think; null: the server's CHAT_REASONING_EFFORT. */
  reasoning_effort: string | null;
  /** Tokens of a prompt and its answer; null: the server's CHAT_CONTEXT_TOKENS, or as known of the model. */
  context_tokens: number | null;
  /** ISO 639-1 codes of the languages of the app's documents, to read short questions. */
  languages: Generated<string[]>;
  /** The app's data key, wrapped by the master key and the app's secret file in APP_KEYS_DIR. */
  wrapped_key: Buffer;
  /** Version of this key, from 1; new values are sealed with it. */
  key_version: Generated<number>;
  /** During a rotation: the next key, not used for writing yet, or the previous one, still needed for reading. */
  other_wrapped_key: Buffer | null;
  other_key_version: number | null;
  /** Since when the key is in use, or when the last step of its rotation was taken. */
  key_since: Generated<Date>;
  /** Values and files to re-encrypt in the running rotation, and those already done. */
  rotation_total: number | null;
  rotation_done: number | null;
  created_at: Generated<Date>;
  /** Since then keys are refused. If archived with its workspace, the same time as the workspace. */
  archived_at: Date | null;
  /** Answers may link only to these hosts; null: any. */
  allowed_link_hosts: string[] | null;
  /** Language of the answers, ISO 639-1, or `auto` for that of the question. */
  language: Generated<string>;
  /** Events that any webhook endpoint of the app wants. */
  webhook_events: Generated<string[]>;
  /** Whether it ever had a curated answer: then a search leaves out those that are not in use. */
  has_curated_answers: Generated<boolean>;
  /** Whether answers are marked as made by AI. */
  ai_disclosure: Generated<boolean>;
  /** What is offered to who wants a person; null: nothing. */
  handover: ColumnType<StoredHandover | null, string | null | undefined, string | null>;
};

/** The settings of an app as they were saved. */
export type SettingsVersionsTable = {
  app_id: string;
  /** From 1; the newest is in use. */
  version: number;
  /** Settings and who saved them, sealed with the app's data key. */
  content: Buffer;
  /** The id of an admin; null: before the history began. */
  changed_by: string | null;
  changed_at: Generated<Date>;
};

export type KeysTable = LimitColumns & {
  app_id: string;
  key_id: string;
  name: string;
  kind: 'secret' | 'publishable';
  /** The displayable prefix of the key. */
  prefix: string;
  /** The whole key, of publishable ones alone; null: made before it was kept. */
  publishable_key: Generated<string | null>;
  /** HMAC-SHA256 of the key under a key derived from the master key. */
  secret_hash: Buffer;
  scopes: string[];
  allowed_origins: string[];
  /** Documents that do not match it do not exist for the key. */
  filter: ColumnType<Record<string, unknown> | null, string | null, never>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  /** When its secret was last replaced. */
  rotated_at: Date | null;
  created_at: Generated<Date>;
};

/** Settings of the installation, by name: `master_key_check`, `keyring`, `signing_key`. */
export type SettingsTable = {
  name: string;
  value: ColumnType<Buffer, Buffer, Buffer>;
};

/** Running processes. Others settle what a silent one left unfinished. */
export type ProcessesTable = {
  process_id: string;
  seen_at: Generated<Date>;
  roles: Generated<string[]>;
  host: string | null;
  pid: number | null;
  /** Docent's own. */
  version: string | null;
  started_at: Generated<Date>;
  /** By the database's clock: this process has read all changes of data keys until then. */
  keys_read_at: Date | null;
  /** By the database's clock: what this process began earlier, it no longer has in hand. */
  in_hand_since: Date | null;
};

/** Apps that are gone, for the invoice of what they spent. */
export type DeletedAppsTable = {
  app_id: string;
  workspace_id: string;
  name: string;
  deleted_at: Generated<Date>;
};
