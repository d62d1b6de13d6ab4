// What was not read of a document, and the header of a table that a chunk goes on with.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table documents add column warnings jsonb not null default '[]'`.execute(db);
  await sql`alter table document_versions add column warnings jsonb not null default '[]'`.execute(db);
  await sql`alter table chunks add column table_header text`.execute(db);
  await sql`alter table staged_chunks add column table_header text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table staged_chunks drop column table_header`.execute(db);
  await sql`alter table chunks drop column table_header`.execute(db);
  await sql`alter table document_versions drop column warnings`.execute(db);
  await sql`alter table documents drop column warnings`.execute(db);
}
