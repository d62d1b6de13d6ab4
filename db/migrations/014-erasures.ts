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
  // The planner's statistics quote values, and outlive their rows: none are taken of what people wrote. A new type, the
  // same as the old, forgets those there are.
  ...Object.entries({
    documents: { name: 'text', metadata: 'jsonb' },
    chunks: { text: 'text', headings: 'text[]' },
    sessions: { end_user_id: 'text' },
    vector_index: { embedding: 'embedding' },
    staged_chunks: { embedding: 'embedding' },
  }).flatMap(([table, columns]) =>
    Object.entries(columns).map(
      ([column, type]) =>
        `alter table ${table} alter column ${column} type ${type}, alter column ${column} set statistics 0`,
    ),
  ),
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table erasures`.execute(db);
}
