// Sources: sites, sitemaps, feeds and lists of addresses whose pages are documents, and their refreshes.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const statements = [
  `create table sources (
    app_id text not null references apps on delete cascade,
    source_id text not null,
    name text not null,
    kind text not null check (kind in ('list', 'sitemap', 'site', 'feed')),
    addresses text[] not null,
    settings jsonb not null,
    metadata jsonb not null,
    refresh_hours integer,
    next_run_at timestamptz,
    run_id text,
    run_attempt integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (app_id, source_id)
  )`,
  `create index sources_due on sources (next_run_at) where next_run_at is not null`,
  `create table source_runs (
    app_id text not null,
    source_id text not null,
    run_id text not null,
    started_by text not null check (started_by in ('request', 'schedule')),
    status text not null default 'running' check (status in ('running', 'completed', 'paused', 'failed', 'stopped')),
    error text,
    added integer not null default 0,
    changed integer not null default 0,
    unchanged integer not null default 0,
    missing integer not null default 0,
    removed integer not null default 0,
    skipped integer not null default 0,
    failed integer not null default 0,
    left_out integer not null default 0,
    requests integer not null default 0,
    bytes bigint not null default 0,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    primary key (app_id, source_id, run_id),
    foreign key (app_id, source_id) references sources on delete cascade
  )`,
  `create table source_pages (
    app_id text not null,
    source_id text not null,
    page_id text not null,
    role text not null check (role in ('page', 'sitemap', 'feed')),
    url text not null,
    url_key text not null,
    depth integer not null,
    state text not null default 'waiting'
      check (state in ('waiting', 'read', 'duplicate', 'missing', 'skipped', 'failed')),
    message text,
    document_id text,
    duplicate_of text,
    as_itself boolean not null default false,
    etag text,
    last_modified text,
    content_hash text,
    text_hash text,
    misses integer not null default 0,
    queued_in text,
    visited_in text,
    change text check (change in ('added', 'changed', 'unchanged', 'missing', 'skipped', 'failed')),
    checked_at timestamptz,
    changed_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (app_id, source_id, page_id),
    unique (app_id, source_id, role, url_key),
    foreign key (app_id, source_id) references sources on delete cascade
  )`,
  `create index source_pages_document on source_pages (app_id, document_id) where document_id is not null`,
  `create index source_pages_text on source_pages (app_id, source_id, text_hash) where text_hash is not null`,
  `alter table documents add column source_id text, add column text_hash text, add column etag text,
    add column last_modified text`,
  `alter table document_versions add column source_url text, add column text_hash text, add column etag text,
    add column last_modified text`,
  `create index documents_of_source on documents (app_id, source_id) where source_id is not null`,
  // The planner's statistics quote values and outlive their rows: none are taken of addresses.
  ...['addresses', 'name', 'metadata'].map(withoutStatistics('sources')),
  ...['url', 'url_key'].map(withoutStatistics('source_pages')),
  ...['source_url'].map(withoutStatistics('document_versions')),
];

function withoutStatistics(table: string) {
  return (column: string) => `alter table ${table} alter column ${column} set statistics 0`;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  for (const table of ['sources', 'source_runs', 'source_pages']) await protectTable(db, table);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table source_pages, source_runs, sources`.execute(db);
  await sql`alter table documents drop column source_id, drop column text_hash, drop column etag,
    drop column last_modified`.execute(db);
  await sql`alter table document_versions drop column source_url, drop column text_hash, drop column etag,
    drop column last_modified`.execute(db);
}
