// The overview counts answers without anything found, and ratings, by time from an index alone.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index messages_nothing_found on messages (created_at) include (app_id)
    where role = 'assistant' and finish_reason = 'no_context'`.execute(db);
  await sql`create index feedback_given on feedback (created_at) include (app_id, rating)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index feedback_given`.execute(db);
  await sql`drop index messages_nothing_found`.execute(db);
}
