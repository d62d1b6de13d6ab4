import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table messages add column resumable boolean not null default false,
    add column stop_requested_at timestamptz,
    add column watched_at timestamptz`,
  // What a resumable answer has sent, in batches, sealed; it goes with its message.
  `create table answer_events (
    app_id text not null,
    message_id text not null,
    first_id integer not null,
    events bytea not null,
    primary key (app_id, message_id, first_id),
    foreign key (app_id, message_id) references messages on delete cascade
  )`,
  // What a request with an Idempotency-Key was answered, for a day; null while it is still running.
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
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table idempotent_results, answer_events`.execute(db);
  await sql`alter table messages drop column resumable, drop column stop_requested_at, drop column watched_at`.execute(
    db,
  );
}
