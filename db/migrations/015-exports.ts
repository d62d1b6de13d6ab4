import { sql, type Kysely } from 'kysely';

const statements = [
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
  // An app that is being brought in: while the row is there it is not whole, and goes when its process has died.
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
  await sql`drop table retention_runs, retention, imports, exports`.execute(db);
}
