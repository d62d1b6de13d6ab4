// What an ingestion waits for while something it needs is away.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table documents add column waiting_for text`.execute(db);
  await sql`alter table document_versions add column waiting_for text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table document_versions drop column waiting_for`.execute(db);
  await sql`alter table documents drop column waiting_for`.execute(db);
}
