// Documents, their files and chunks, and the tables that are searched.
import { sql, type Kysely } from 'kysely';
import { hasRoles } from '../protect-table.ts';

const statements = [
  `create table documents (
    app_id text not null references apps on delete cascade,
    document_id text not null,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    content_hash text not null,
    status text not null default 'queued'
      check (status in ('queued', 'extracting', 'chunking', 'embedding', 'ready', 'failed')),
    error text,
    language text,
    metadata jsonb not null,
    chunk_count integer not null default 0,
    embedded_count integer not null default 0,
    token_count integer not null default 0,
    original_blob text not null,
    text_blob text,
    source_url text,
    ingest_attempt integer not null default 0,
    replaced_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ready_at timestamptz,
    primary key (app_id, document_id),
    unique (app_id, content_hash)
  )`,
  `create index documents_source on documents (app_id, source_url) where source_url is not null`,
  `create index documents_unready on documents (status, updated_at) where status <> 'ready'`,
  // The new version of a ready document, until it replaces its content. At most one per document.
  `create table document_versions (
    app_id text not null,
    document_id text not null,
    name text not null,
    media_type text not null,
    bytes bigint not null,
    content_hash text not null,
    status text not null default 'queued' check (status in ('queued', 'extracting', 'chunking', 'embedding')),
    language text,
    metadata jsonb not null,
    chunk_count integer not null default 0,
    embedded_count integer not null default 0,
    token_count integer not null default 0,
    original_blob text not null,
    text_blob text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (app_id, document_id),
    unique (app_id, content_hash),
    foreign key (app_id, document_id) references documents on delete cascade
  )`,
  `create table blobs (
    app_id text not null references apps on delete cascade,
    blob_id text not null,
    document_id text,
    created_at timestamptz not null default now(),
    primary key (app_id, blob_id)
  )`,
  `create index blobs_staged on blobs (created_at) where document_id is null`,
  `create index blobs_document on blobs (app_id, document_id)`,
  `create table chunks (
    app_id text not null,
    document_id text not null,
    ordinal integer not null,
    chunk_id text not null,
    text text not null,
    headings text[] not null,
    page integer,
    span_start integer not null,
    span_end integer not null,
    tokens integer not null,
    primary key (app_id, document_id, ordinal),
    unique (app_id, chunk_id),
    foreign key (app_id, document_id) references documents on delete cascade
  )`,
  // Chunks that are not published yet, of a document or of its new version.
  `create table staged_chunks (
    app_id text not null,
    document_id text not null,
    ordinal integer not null,
    chunk_id text not null,
    text text not null,
    headings text[] not null,
    page integer,
    span_start integer not null,
    span_end integer not null,
    tokens integer not null,
    lexical sparsevec(1000000000) not null,
    terms integer[] not null,
    embedding embedding,
    primary key (app_id, document_id, ordinal)
  )`,
  // The two tables that are searched hold published chunks only, and no column that a search does not need:
  // exact distances read rows by the thousand, so they stay narrow and in the row, not in a TOAST table.
  `create table lexical_index (
    app_id text not null,
    chunk_id text not null,
    document_id text not null,
    lexical sparsevec(1000000000) not null,
    terms integer[] not null,
    primary key (app_id, chunk_id)
  )`,
  `alter table lexical_index set (toast_tuple_target = 8160)`,
  `create index lexical_index_document on lexical_index (app_id, document_id)`,
  `create index lexical_index_terms on lexical_index using gin (terms) with (fastupdate = off)`,
  `create table vector_index (
    app_id text not null,
    chunk_id text not null,
    document_id text not null,
    embedding embedding not null,
    primary key (app_id, chunk_id)
  )`,
  `alter table vector_index set (toast_tuple_target = 8160)`,
  `create index vector_index_document on vector_index (app_id, document_id)`,
  `create table term_statistics (
    app_id text not null references apps on delete cascade,
    term_id integer not null,
    chunks integer not null,
    primary key (app_id, term_id)
  )`,
  // The planner's statistics quote values and outlive their rows: none are taken of what people wrote.
  ...['name', 'metadata', 'source_url'].map(withoutStatistics('documents')),
  ...['name', 'metadata'].map(withoutStatistics('document_versions')),
  ...['text', 'headings'].map(withoutStatistics('chunks')),
  ...['text', 'headings', 'embedding'].map(withoutStatistics('staged_chunks')),
  ...['embedding'].map(withoutStatistics('vector_index')),
];

function withoutStatistics(table: string) {
  return (column: string) => `alter table ${table} alter column ${column} set statistics 0`;
}

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists vector`.execute(db);
  // Half precision ranks alike in half the space; in WebAssembly it is five times slower, so not there.
  const type = (await hasRoles(db)) ? 'halfvec' : 'vector';
  await sql.raw(`create domain embedding as ${type}`).execute(db);
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table term_statistics, vector_index, lexical_index, staged_chunks, chunks, blobs,
    document_versions, documents`.execute(db);
  await sql`drop domain embedding`.execute(db);
}
