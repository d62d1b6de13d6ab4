import { sql, type Kysely } from 'kysely';

const statements = [
  // A new version of a document is a row of its own until it is ready; then it takes the document's place.
  `alter table documents
    add column replaces text,
    add column replaced_at timestamptz,
    -- Where a document is fetched from.
    add column source_url text,
    add foreign key (app_id, replaces) references documents (app_id, document_id) on delete cascade`,
  `create unique index documents_replaces on documents (app_id, replaces) where replaces is not null`,
  `create index documents_source on documents (app_id, source_url) where source_url is not null`,
  // The planner's statistics quote values, and outlive their rows.
  `alter table documents alter column source_url set statistics 0`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from documents where replaces is not null`.execute(db);
  await sql`alter table documents drop column replaces, drop column replaced_at, drop column source_url`.execute(
    db,
  );
}
