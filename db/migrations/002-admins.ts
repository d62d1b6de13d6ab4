// Second factor, logins that can be listed and ended, invitations, and attempts counted for all processes.
import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table admins
    add column password_change_required boolean not null default false,
    add column totp_secret bytea,
    add column totp_confirmed_at timestamptz,
    add column totp_last_step bigint`,
  // A login of before says neither device nor state: everybody signs in again.
  `delete from admin_sessions`,
  `alter table admin_sessions
    add column login_id text not null unique,
    add column awaits_code boolean not null default false,
    add column user_agent text not null,
    add column ip text not null,
    add column last_seen_at timestamptz not null default now()`,
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
  await sql`drop table login_attempts, admin_invitations, admin_recovery_codes`.execute(db);
  await sql`alter table admin_sessions drop column login_id, drop column awaits_code, drop column user_agent,
    drop column ip, drop column last_seen_at`.execute(db);
  await sql`drop index if exists admin_sessions_admin_id_idx`.execute(db);
  await sql`alter table admins drop column password_change_required, drop column totp_secret,
    drop column totp_confirmed_at, drop column totp_last_step`.execute(db);
}
