// API keys and their limits, idempotency, admins and their logins.
import { sql, type Kysely } from 'kysely';

const statements = [
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
    rotated_at timestamptz,
    last_used_at timestamptz,
    requests_per_minute integer check (requests_per_minute >= 0),
    concurrent_streams integer check (concurrent_streams >= 0),
    tokens_per_day bigint check (tokens_per_day >= 0),
    created_at timestamptz not null default now(),
    primary key (app_id, key_id)
  )`,
  `create index keys_secret_hash on keys (secret_hash)`,
  `create index keys_allowed_origins on keys using gin (allowed_origins)`,
  // Secrets that a key had before: each works until its moment and is known as rotated afterwards.
  `create table rotated_secrets (
    app_id text not null,
    secret_hash bytea not null,
    key_id text not null,
    works_until timestamptz not null,
    primary key (app_id, secret_hash),
    foreign key (app_id, key_id) references keys on delete cascade
  )`,
  `create index rotated_secrets_hash on rotated_secrets (secret_hash)`,
  // What the processes have taken of each minute, in batches; subject is a key's id or 'app'.
  `create table request_windows (
    app_id text not null references apps on delete cascade,
    subject text not null,
    started_at timestamptz not null,
    taken bigint not null,
    primary key (app_id, subject)
  )`,
  // One row for each running answer, where the key or the app limits how many may run at once.
  `create table stream_slots (
    app_id text not null references apps on delete cascade,
    subject text not null,
    slot integer not null,
    process_id text not null,
    primary key (app_id, subject, slot)
  )`,
  // The response to a request with an Idempotency-Key, kept for a day; null while it is still running.
  `create table idempotent_results (
    app_id text not null references apps on delete cascade,
    key_id text not null,
    idempotency_key text not null,
    fingerprint bytea not null,
    process_id text not null,
    session_id text,
    document_ids text[] not null default '{}',
    result bytea,
    created_at timestamptz not null default now(),
    primary key (app_id, key_id, idempotency_key),
    foreign key (app_id, session_id) references sessions on delete cascade
  )`,
  `create index idempotent_results_session on idempotent_results (app_id, session_id)`,
  `create index idempotent_results_created on idempotent_results (created_at)`,
  `create table admins (
    admin_id text primary key,
    email text not null unique check (email = lower(email)),
    password_hash text not null,
    password_change_required boolean not null default false,
    role text not null default 'viewer' check (role in ('owner', 'admin', 'analyst', 'viewer')),
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint,
    created_at timestamptz not null default now()
  )`,
  `create table admin_sessions (
    token_hash bytea primary key,
    login_id text not null unique,
    admin_id text not null references admins on delete cascade,
    awaits_code boolean not null default false,
    user_agent text not null,
    ip text not null,
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
  `create index on admin_sessions (admin_id)`,
  `create table admin_recovery_codes (
    admin_id text not null references admins on delete cascade,
    code_hash bytea not null,
    primary key (admin_id, code_hash)
  )`,
  `create table admin_invitations (
    invitation_id text primary key,
    email text not null unique check (email = lower(email)),
    role text not null check (role in ('owner', 'admin', 'analyst', 'viewer')),
    token_hash bytea not null unique,
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
  `create table login_attempts (
    subject bytea primary key,
    failures integer not null,
    ends_at timestamptz not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table login_attempts, admin_invitations, admin_recovery_codes, admin_sessions, admins,
    idempotent_results, stream_slots, request_windows, rotated_secrets, keys`.execute(db);
}
