// The title of a document, and an id of the caller's.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    `alter table documents add column title text, add column external_id text`,
    `alter table document_versions add column title text`,
    `create unique index documents_external on documents (app_id, external_id) where external_id is not null`,
    `create index documents_name on documents (app_id, name)`,
  ])
    await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table documents drop column title, drop column external_id`).execute(db);
  await sql.raw(`alter table document_versions drop column title`).execute(db);
  await sql.raw(`drop index documents_name`).execute(db);
}
