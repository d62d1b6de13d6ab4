// Evaluations: sets of questions with what is expected of the answers, and their runs.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const statements = [
  `create table evaluation_sets (
    app_id text not null references apps on delete cascade,
    set_id text not null,
    name text not null,
    nightly boolean not null,
    gate boolean not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (app_id, set_id)
  )`,
  `create table evaluation_questions (
    app_id text not null,
    set_id text not null,
    question_id text not null,
    revision integer not null default 1,
    content bytea not null,
    unanswerable boolean not null,
    tags text[] not null,
    session_id text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (app_id, question_id),
    foreign key (app_id, set_id) references evaluation_sets on delete cascade
  )`,
  `create index evaluation_questions_of_set on evaluation_questions (app_id, set_id, question_id)`,
  `create index evaluation_questions_of_session on evaluation_questions (app_id, session_id) where session_id is not null`,
  `create table evaluation_runs (
    app_id text not null,
    run_id text not null,
    set_id text not null,
    status text not null default 'running' check (status in ('running', 'completed', 'failed', 'cancelled')),
    attempt integer not null default 0,
    started_by text not null check (started_by in ('request', 'schedule')),
    requested_by text not null,
    key_id text,
    settings jsonb not null,
    switch_id text,
    waiting_for text,
    error text,
    summary jsonb,
    started_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ended_at timestamptz,
    primary key (app_id, run_id),
    foreign key (app_id, set_id) references evaluation_sets on delete cascade
  )`,
  `create index evaluation_runs_of_set on evaluation_runs (app_id, set_id, run_id)`,
  `create table evaluation_results (
    app_id text not null,
    run_id text not null,
    question_id text not null,
    revision integer not null,
    status text not null default 'waiting' check (status in ('waiting', 'answered', 'failed')),
    error_code text,
    passed boolean,
    unanswerable boolean not null,
    abstained boolean,
    expects_source boolean,
    rank integer,
    cited boolean,
    words_expected integer,
    words_found integer,
    first_token_ms integer,
    latency_ms integer,
    input_tokens integer,
    output_tokens integer,
    unpriced_tokens integer,
    cost numeric,
    content bytea,
    document_ids text[] not null default '{}',
    answered_at timestamptz,
    primary key (app_id, run_id, question_id),
    foreign key (app_id, run_id) references evaluation_runs on delete cascade,
    foreign key (app_id, question_id) references evaluation_questions on delete cascade
  )`,
  `create index evaluation_results_of_question on evaluation_results (app_id, question_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  for (const table of ['evaluation_sets', 'evaluation_questions', 'evaluation_runs', 'evaluation_results'])
    await protectTable(db, table);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table evaluation_results, evaluation_runs, evaluation_questions, evaluation_sets`.execute(
    db,
  );
}
