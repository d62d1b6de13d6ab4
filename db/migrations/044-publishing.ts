// A document whose chunks become searchable in many small transactions is left out of searches until the last one.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table documents add column publishing boolean not null default false`.execute(db);
  await sql`create index documents_publishing on documents (app_id, document_id) where publishing`.execute(
    db,
  );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table documents drop column publishing`.execute(db);
}
