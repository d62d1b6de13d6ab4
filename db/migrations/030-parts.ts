// Which vectors are means of parts: a new version that keeps a vector keeps the warning about it.
import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table vector_index add column in_parts boolean not null default false`,
  `alter table staged_chunks add column in_parts boolean not null default false`,
  // Which ones of a document it is about was not kept.
  `update vector_index set in_parts = true from documents, apps
    where documents.app_id = vector_index.app_id and documents.document_id = vector_index.document_id
      and apps.app_id = vector_index.app_id and apps.embedding_generation = vector_index.generation
      and documents.warnings @> '[{"code": "embedded_in_parts"}]'`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['staged_chunks', 'vector_index'])
    await sql.raw(`alter table ${table} drop column in_parts`).execute(db);
}
