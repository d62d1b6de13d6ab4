import { sql, type Kysely } from 'kysely';

// Every tenant table's primary key begins with app_id, so that the tables can be distributed by it (Citus).
const statements = [
  `create table settings (name text primary key, value bytea not null)`,
  `create table processes (process_id text primary key, seen_at timestamptz not null default now())`,
  `create table workspaces (
    workspace_id text primary key,
    name text not null,
    plan text not null default 'free' check (plan in ('free', 'pro', 'scale', 'custom')),
    time_zone text not null default 'UTC',
    created_at timestamptz not null default now()
  )`,
  `create table apps (
    app_id text primary key,
    workspace_id text not null references workspaces,
    name text not null,
    instructions text not null default '',
    refusal_text text not null default 'I could not find anything about that in the documents I was given.',
    chat_model text,
    temperature double precision,
    embedding_model text not null,
    embedding_dimensions integer not null,
    languages text[] not null default '{}',
    wrapped_key bytea not null,
    created_at timestamptz not null default now()
  )`,
  `create table keys (
    app_id text not null references apps on delete cascade,
    key_id text not null,
    name text not null,
    kind text not null check (kind in ('secret', 'publishable')),
    prefix text not null,
    secret_hash bytea not null,
    scopes text[] not null,
    allowed_origins text[] not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (app_id, key_id)
  )`,
  `create index keys_secret_hash on keys (secret_hash)`,
  `create index keys_allowed_origins on keys using gin (allowed_origins)`,
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
    ingest_attempt integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ready_at timestamptz,
    primary key (app_id, document_id),
    unique (app_id, content_hash)
  )`,
  `create table blobs (
    app_id text not null references apps on delete cascade,
    blob_id text not null,
    document_id text,
    created_at timestamptz not null default now(),
    primary key (app_id, blob_id)
  )`,
  `create index blobs_staged on blobs (created_at) where document_id is null`,
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
  // Between cutting and publishing: what a search must not see yet. A row leaves when its document becomes ready.
  `create table staged_chunks (
    app_id text not null,
    document_id text not null,
    chunk_id text not null,
    lexical sparsevec(1000000000) not null,
    terms integer[] not null,
    embedding embedding,
    primary key (app_id, document_id, chunk_id)
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
  `create table sessions (
    app_id text not null references apps on delete cascade,
    session_id text not null,
    key_id text,
    end_user_id text,
    preview bytea,
    total_tokens bigint not null default 0,
    created_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    primary key (app_id, session_id)
  )`,
  `create index sessions_last on sessions (app_id, last_at desc, session_id)`,
  `create table messages (
    app_id text not null,
    message_id text not null,
    session_id text not null,
    role text not null check (role in ('user', 'assistant')),
    status text not null check (status in ('streaming', 'complete', 'aborted', 'failed')),
    content bytea not null,
    model text,
    finish_reason text,
    error_code text,
    input_tokens integer,
    output_tokens integer,
    cost numeric(30, 14),
    time_to_first_token_ms integer,
    process_id text,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    primary key (app_id, message_id),
    foreign key (app_id, session_id) references sessions on delete cascade
  )`,
  `create index messages_session on messages (app_id, session_id, message_id)`,
  `create index messages_streaming on messages (process_id) where status = 'streaming'`,
  `create table citations (
    app_id text not null,
    message_id text not null,
    index integer not null,
    document_id text not null,
    chunk_id text not null,
    page integer,
    span_start integer not null,
    span_end integer not null,
    excerpt bytea not null,
    primary key (app_id, message_id, index),
    foreign key (app_id, message_id) references messages on delete cascade
  )`,
  `create index citations_document on citations (app_id, document_id)`,
  // No foreign keys: what was spent stays on the ledger when a document, a session or a key is gone.
  `create table ledger (
    app_id text not null,
    usage_id text not null,
    key_id text,
    message_id text,
    document_id text,
    kind text not null check (kind in ('chat', 'rewrite', 'embed_question', 'embed_chunks')),
    model text not null,
    status text not null default 'open' check (status in ('open', 'settled')),
    estimated boolean not null default false,
    input_tokens integer not null default 0,
    cached_input_tokens integer not null default 0,
    output_tokens integer not null default 0,
    cost numeric(30, 14),
    process_id text,
    opened_at timestamptz not null default now(),
    settled_at timestamptz,
    primary key (app_id, usage_id)
  )`,
  `create index ledger_opened on ledger (app_id, opened_at)`,
  `create index ledger_open on ledger (process_id) where status = 'open'`,
  `create table prices (
    model text not null,
    effective_from timestamptz not null,
    input_per_million numeric(18, 8) not null,
    cached_input_per_million numeric(18, 8) not null,
    output_per_million numeric(18, 8) not null,
    primary key (model, effective_from)
  )`,
  // List prices of OpenAI's usual models in US dollars, as published in 2025; the built-in models cost nothing.
  `insert into prices values
    ('builtin-extractive', '2020-01-01Z', 0, 0, 0),
    ('builtin-hash', '2020-01-01Z', 0, 0, 0),
    ('gpt-4o', '2024-10-01Z', 2.5, 1.25, 10),
    ('gpt-4o-mini', '2024-07-18Z', 0.15, 0.075, 0.6),
    ('gpt-4.1', '2025-04-14Z', 2, 0.5, 8),
    ('gpt-4.1-mini', '2025-04-14Z', 0.4, 0.1, 1.6),
    ('gpt-4.1-nano', '2025-04-14Z', 0.1, 0.025, 0.4),
    ('gpt-5', '2025-08-07Z', 1.25, 0.125, 10),
    ('gpt-5-mini', '2025-08-07Z', 0.25, 0.025, 2),
    ('gpt-5-nano', '2025-08-07Z', 0.05, 0.005, 0.4),
    ('text-embedding-3-small', '2024-01-25Z', 0.02, 0.02, 0),
    ('text-embedding-3-large', '2024-01-25Z', 0.13, 0.13, 0),
    ('text-embedding-ada-002', '2022-12-15Z', 0.1, 0.1, 0)`,
  `create table admins (
    admin_id text primary key,
    email text not null unique check (email = lower(email)),
    password_hash text not null,
    role text not null default 'viewer' check (role in ('owner', 'admin', 'analyst', 'viewer')),
    created_at timestamptz not null default now()
  )`,
  `create table admin_sessions (
    token_hash bytea primary key,
    admin_id text not null references admins on delete cascade,
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
];

const tables =
  'admin_sessions, admins, prices, ledger, citations, messages, sessions, term_statistics, vector_index, lexical_index, staged_chunks, chunks, blobs, ' +
  'documents, keys, apps, workspaces, processes, settings';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create extension if not exists vector`.execute(db);
  // Half precision ranks alike in half the space; in WebAssembly it is five times slower, so not there.
  const { rows } = await sql<{ version: string }>`select version()`.execute(db);
  const type = rows[0]!.version.includes('emscripten') ? 'vector' : 'halfvec';
  await sql.raw(`create domain embedding as ${type}`).execute(db);
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`drop table ${tables}`).execute(db);
  await sql`drop domain embedding`.execute(db);
}
