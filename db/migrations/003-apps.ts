import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table workspaces add column archived_at timestamptz`,
  `alter table apps
    add column archived_at timestamptz,
    add column allowed_link_hosts text[],
    add column language text not null default 'auto'`,
  `create table feedback (
    app_id text not null,
    message_id text not null,
    session_id text not null,
    key_id text,
    rating text not null check (rating in ('up', 'down')),
    comment bytea,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (app_id, message_id),
    foreign key (app_id, message_id) references messages on delete cascade
  )`,
  `create index feedback_session on feedback (app_id, session_id)`,
  // A page of 50,000 sessions is read from its place on: these are walked backwards from (last_at, session_id).
  `drop index sessions_last`,
  `create index sessions_last on sessions (app_id, last_at, session_id)`,
  `create index sessions_end_user on sessions (app_id, end_user_id, last_at, session_id) where end_user_id is not null`,
  `create index sessions_key on sessions (app_id, key_id, last_at, session_id)`,
  // The few answers that someone looks for: broken off, failed, or without anything found.
  `create index messages_troubled on messages (app_id, session_id)
    where status in ('failed', 'aborted') or finish_reason = 'no_context'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `drop index messages_troubled`,
    `drop index sessions_key`,
    `drop index sessions_end_user`,
    `drop index sessions_last`,
    `create index sessions_last on sessions (app_id, last_at desc, session_id)`,
    `drop table feedback`,
    `alter table apps drop column archived_at, drop column allowed_link_hosts, drop column language`,
    `alter table workspaces drop column archived_at`,
  ])
    await sql.raw(statement).execute(db);
}
