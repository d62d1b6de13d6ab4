// The audit log: a chain of hashes, and its signed head.
import { sql, type Kysely } from 'kysely';

const statements = [
  `create table audit_entries (
    sequence bigint primary key,
    at timestamptz(3) not null,
    actor_kind text not null,
    actor_id text,
    actor_label text,
    action text not null,
    app_id text,
    workspace_id text,
    subjects jsonb not null,
    outcome text not null,
    ends_sequence bigint,
    request_id text,
    ip text,
    previous_hash bytea not null,
    hash bytea not null
  )`,
  `create index audit_entries_app on audit_entries (app_id, sequence)`,
  `create index audit_entries_actor on audit_entries (actor_id, sequence)`,
  `create index audit_entries_at on audit_entries (at)`,
  `create unique index audit_entries_ends on audit_entries (ends_sequence) where ends_sequence is not null`,
  `create table audit_head (
    one boolean primary key default true check (one),
    sequence bigint not null,
    hash bytea not null,
    signature bytea not null
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table audit_head, audit_entries`.execute(db);
}
