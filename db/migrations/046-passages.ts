// What was found for an answer, with its scores: ids of chunks, no text. The panel shows it below old answers.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table messages add column passages jsonb`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table messages drop column passages`.execute(db);
}
