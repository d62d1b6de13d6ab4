import { sql, type Kysely } from 'kysely';

const statements = [
  // What the overview looks for among many: answers that failed.
  `create index messages_failed on messages (created_at) include (app_id, error_code)
    where role = 'assistant' and status = 'failed'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index messages_failed`.execute(db);
}
