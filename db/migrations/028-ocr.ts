// Pages that were recognised by OCR: their text, kept so that no page is recognised twice.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const statements = [
  // How far the recognition of a document is, and what it has cost in time; null: nothing was to be recognised.
  `alter table documents add column ocr jsonb`,
  `alter table document_versions add column ocr jsonb`,
  `alter table chunks add column ocr boolean not null default false`,
  `alter table staged_chunks add column ocr boolean not null default false`,
  `create table recognised_pages (
    app_id text not null references apps on delete cascade,
    document_id text not null,
    original_blob text not null,
    page integer not null,
    recogniser text not null,
    image_hash text not null,
    outcome text not null check (outcome in ('text', 'empty', 'failed')),
    content bytea,
    reason text,
    ms integer not null,
    created_at timestamptz not null default now(),
    primary key (app_id, document_id, original_blob, page, recogniser),
    foreign key (app_id, document_id) references documents on delete cascade
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await protectTable(db, 'recognised_pages');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`drop table recognised_pages`).execute(db);
  for (const table of ['staged_chunks', 'chunks', 'document_versions', 'documents'])
    await sql.raw(`alter table ${table} drop column ocr`).execute(db);
}
