// The overview of one app reads its own answers alone, however many others there are.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index messages_answered_of_app on messages (app_id, created_at)
    include (status, error_code, time_to_first_token_ms) where role = 'assistant'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index messages_answered_of_app`.execute(db);
}
