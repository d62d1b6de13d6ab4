import type { ColumnType, Generated } from 'kysely';
import type { Json } from './documents.ts';

export type SourceKind = 'list' | 'sitemap' | 'site' | 'feed';

export type SourceSettings = {
  /** Links from the first page; only sites have it. */
  depth: number;
  include: string[];
  exclude: string[];
  max_pages: number;
  delay_seconds: number;
  /** A page that is missing in so many refreshes one after the other is removed. */
  remove_after: number;
};

export type SourcesTable = {
  app_id: string;
  source_id: string;
  name: string;
  kind: SourceKind;
  /** The start: one address, or all of a list. */
  addresses: string[];
  settings: Json<SourceSettings>;
  /** Of its documents. */
  metadata: Json<Record<string, unknown>>;
  /** null: refreshed by hand only. */
  refresh_hours: number | null;
  next_run_at: Date | null;
  /** The refresh under way; null: none. */
  run_id: string | null;
  /** Fencing token: a job without the newest number cannot write. */
  run_attempt: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
};

type SourceRunStatus = 'running' | 'completed' | 'paused' | 'failed' | 'stopped';

export type SourceRunsTable = {
  app_id: string;
  source_id: string;
  run_id: string;
  started_by: 'request' | 'schedule';
  status: Generated<SourceRunStatus>;
  error: string | null;
  /** Pages by what happened to them, counted at the end; while it runs, they are in `source_pages.change`. */
  added: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  missing: Generated<number>;
  skipped: Generated<number>;
  failed: Generated<number>;
  removed: Generated<number>;
  /** Pages that were found beyond the limits. */
  left_out: Generated<number>;
  requests: Generated<number>;
  bytes: Generated<number>;
  started_at: Generated<Date>;
  ended_at: Date | null;
};

export type SourcePageState = 'waiting' | 'read' | 'duplicate' | 'missing' | 'skipped' | 'failed';
export type SourcePageChange = 'added' | 'changed' | 'unchanged' | 'missing' | 'skipped' | 'failed';

/** An address of a source: a page, or a sitemap or feed that lists pages. */
export type SourcePagesTable = {
  app_id: string;
  source_id: string;
  page_id: string;
  role: 'page' | 'sitemap' | 'feed';
  url: string;
  /** The same for addresses that differ only in form: see `toAddress`. */
  url_key: string;
  depth: number;
  state: Generated<SourcePageState>;
  /** Why it is in this state. */
  message: string | null;
  document_id: string | null;
  /** The page that has its content. */
  duplicate_of: string | null;
  /** It is read even if it names another address as its own. */
  as_itself: Generated<boolean>;
  etag: string | null;
  last_modified: string | null;
  /** SHA-256 of its bytes and of its text, hex. */
  content_hash: string | null;
  text_hash: string | null;
  /** Refreshes in which it was missing, one after the other. */
  misses: Generated<number>;
  /** The newest refresh that wants to visit it, and the newest that has. */
  queued_in: string | null;
  visited_in: string | null;
  /** What its last visit found. */
  change: ColumnType<SourcePageChange | null, SourcePageChange | null | undefined, SourcePageChange | null>;
  checked_at: Date | null;
  changed_at: Date | null;
  created_at: Generated<Date>;
};

/** When a host may be asked again. Of the installation: a site has one pace, whoever reads it. */
export type PacesTable = {
  /** SHA-256 of the host, hex. */
  host_hash: string;
  next_at: Date;
};
