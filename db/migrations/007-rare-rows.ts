import { sql, type Kysely } from 'kysely';

const statements = [
  // What the overview looks for among many: answers that failed, calls without a known price.
  `create index messages_failed on messages (created_at) include (app_id, error_code)
    where role = 'assistant' and status = 'failed'`,
  `create index ledger_unpriced on ledger (opened_at) include (app_id, model, input_tokens, output_tokens)
    where status = 'settled' and cost is null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index ledger_unpriced, messages_failed`.execute(db);
}
