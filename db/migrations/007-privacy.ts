// Erasures, exports, imports and retention.
import { sql, type Kysely } from 'kysely';

const statements = [
  // Outlives its app. What names the subject or belonged to it is kept only until the receipt is signed.
  `create table erasures (
    -- Empty where a whole workspace is erased.
    app_id text not null,
    erasure_id text not null,
    workspace_id text not null,
    kind text not null check (kind in ('document', 'session', 'end_user', 'app', 'workspace')),
    subject text,
    subject_salt text not null,
    subject_hash text not null,
    requested_by text not null,
    status text not null default 'running' check (status in ('running', 'completed')),
    app_ids text[] not null default '{}',
    document_ids text[] not null default '{}',
    session_ids text[] not null default '{}',
    message_ids text[] not null default '{}',
    blob_ids text[] not null default '{}',
    removed jsonb not null default '{}',
    -- Of the last attempt that could not finish: what was still there, or which store failed.
    remaining jsonb,
    problem text,
    requested_at timestamptz not null default now(),
    completed_at timestamptz,
    receipt jsonb,
    primary key (app_id, erasure_id)
  )`,
  `create index erasures_running on erasures (requested_at) where status = 'running'`,
  // One ZIP of a person's data or of a whole app; subject is the person, sealed, and forgotten with the file.
  `create table exports (
    app_id text not null references apps on delete cascade,
    export_id text not null,
    status text not null default 'queued' check (status in ('queued', 'running', 'done', 'failed', 'expired')),
    of_person boolean not null,
    subject bytea,
    blob_id text,
    bytes bigint,
    requested_by text not null,
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    expires_at timestamptz,
    primary key (app_id, export_id)
  )`,
  // An app that is being imported: while the row is there it is not whole, and goes when its process has died.
  `create table imports (
    app_id text primary key references apps on delete cascade,
    process_id text not null,
    started_at timestamptz not null default now()
  )`,
  // How long an app keeps what, in days; null: until it is deleted.
  `create table retention (
    app_id text primary key references apps on delete cascade,
    conversation_days integer check (conversation_days > 0),
    document_days integer check (document_days > 0),
    ledger_days integer check (ledger_days > 0),
    hold_since timestamptz,
    hold_reason text,
    updated_at timestamptz not null default now()
  )`,
  `create table retention_runs (
    app_id text not null references apps on delete cascade,
    run_id text not null,
    outcome text not null default 'running' check (outcome in ('running', 'done', 'held', 'failed')),
    sessions integer not null default 0,
    documents integer not null default 0,
    ledger_rows bigint not null default 0,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (app_id, run_id)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table retention_runs, retention, imports, exports, erasures`.execute(db);
}
