import { sql, type Kysely } from 'kysely';

const statements = [
  // What a process is, beside that it lives: the system page shows it, the status judges workers by it.
  `alter table processes
    add column roles text[] not null default '{}',
    add column host text,
    add column pid integer,
    add column version text,
    add column started_at timestamptz not null default now()`,
  // The overview reads answers by day without touching their texts: all it needs stands in the index.
  `create index messages_answered on messages (created_at)
    include (app_id, status, error_code, time_to_first_token_ms) where role = 'assistant'`,
  `create index ledger_day on ledger (opened_at) include (app_id, status, input_tokens, output_tokens, cost)`,
  `create index documents_unready on documents (status, updated_at) where status <> 'ready'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index documents_unready, ledger_day, messages_answered`.execute(db);
  await sql`alter table processes drop column roles, drop column host, drop column pid, drop column version,
    drop column started_at`.execute(db);
}
