// The installation, its processes, workspaces and apps.
import { sql, type Kysely } from 'kysely';

// Every tenant table's primary key begins with app_id, so that the tables can be distributed by it (Citus).
const statements = [
  `create table settings (name text primary key, value bytea not null)`,
  `create table processes (
    process_id text primary key,
    seen_at timestamptz not null default now(),
    roles text[] not null default '{}',
    host text,
    pid integer,
    version text,
    started_at timestamptz not null default now(),
    keys_read_at timestamptz
  )`,
  `create table workspaces (
    workspace_id text primary key,
    name text not null,
    plan text not null default 'free' check (plan in ('free', 'pro', 'scale', 'custom')),
    time_zone text not null default 'UTC',
    created_at timestamptz not null default now(),
    archived_at timestamptz
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
    language text not null default 'auto',
    allowed_link_hosts text[],
    wrapped_key bytea not null,
    key_version integer not null default 1,
    other_wrapped_key bytea,
    other_key_version integer,
    key_since timestamptz not null default now(),
    rotation_total integer,
    rotation_done integer,
    requests_per_minute integer check (requests_per_minute >= 0),
    concurrent_streams integer check (concurrent_streams >= 0),
    tokens_per_day bigint check (tokens_per_day >= 0),
    -- Known with every key, so that an answer of an app without endpoints costs nothing more.
    webhook_events text[] not null default '{}',
    created_at timestamptz not null default now(),
    archived_at timestamptz
  )`,
  `create index apps_key_rotation on apps (app_id) where other_wrapped_key is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table apps, workspaces, processes, settings`.execute(db);
}
