// Sessions, messages and what belongs to them; the widget's settings.
import { sql, type Kysely } from 'kysely';

const statements = [
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
  // The planner's statistics quote values and outlive their rows.
  `alter table sessions alter column end_user_id set statistics 0`,
  // A page of 50,000 sessions is read from any place in the order: these are walked backwards from (last_at, session_id).
  `create index sessions_last on sessions (app_id, last_at, session_id)`,
  `create index sessions_end_user on sessions (app_id, end_user_id, last_at, session_id) where end_user_id is not null`,
  `create index sessions_key on sessions (app_id, key_id, last_at, session_id)`,
  `create table messages (
    app_id text not null,
    message_id text not null,
    session_id text not null,
    role text not null check (role in ('user', 'assistant')),
    status text not null check (status in ('streaming', 'complete', 'aborted', 'failed')),
    content bytea not null,
    metadata bytea,
    model text,
    finish_reason text,
    error_code text,
    input_tokens integer,
    output_tokens integer,
    cost numeric(30, 14),
    time_to_first_token_ms integer,
    process_id text,
    resumable boolean not null default false,
    stop_requested_at timestamptz,
    watched_at timestamptz,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    primary key (app_id, message_id),
    foreign key (app_id, session_id) references sessions on delete cascade
  )`,
  `create index messages_session on messages (app_id, session_id, message_id)`,
  `create index messages_streaming on messages (process_id) where status = 'streaming'`,
  // The few answers that someone looks for: broken off, failed, or without anything found.
  `create index messages_troubled on messages (app_id, session_id)
    where status in ('failed', 'aborted') or finish_reason = 'no_context'`,
  // The overview counts answers by day from the index alone, without reading their texts.
  `create index messages_answered on messages (created_at)
    include (app_id, status, error_code, time_to_first_token_ms) where role = 'assistant'`,
  `create index messages_failed on messages (created_at) include (app_id, error_code)
    where role = 'assistant' and status = 'failed'`,
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
  // The events that a resumable answer has sent: in batches, sealed, deleted with the message.
  `create table answer_events (
    app_id text not null,
    message_id text not null,
    first_id integer not null,
    events bytea not null,
    primary key (app_id, message_id, first_id),
    foreign key (app_id, message_id) references messages on delete cascade
  )`,
  `create table widget_settings (
    app_id text primary key references apps on delete cascade,
    settings jsonb not null,
    updated_at timestamptz not null default now()
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table widget_settings, answer_events, feedback, citations, messages, sessions`.execute(db);
}
