// Curated answers: written once by a person, each a document of its own, found and cited like one.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const statements = [
  `create table curated_answers (
    app_id text not null,
    answer_id text not null,
    document_id text not null,
    content bytea not null,
    content_hash text not null,
    enabled boolean not null,
    valid_from timestamptz,
    valid_until timestamptz,
    changed_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (app_id, answer_id),
    unique (app_id, document_id),
    foreign key (app_id, document_id) references documents on delete cascade
  )`,
  // Apps without one search as before.
  `alter table apps add column has_curated_answers boolean not null default false`,
  `alter table evaluation_sets add column of_curated_answers boolean not null default false`,
  `create unique index evaluation_sets_of_curated on evaluation_sets (app_id) where of_curated_answers`,
  `alter table evaluation_questions add column answer_id text,
    add foreign key (app_id, answer_id) references curated_answers on delete cascade`,
  `create unique index evaluation_questions_of_answer on evaluation_questions (app_id, answer_id)
    where answer_id is not null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await protectTable(db, 'curated_answers');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table evaluation_questions drop column answer_id`.execute(db);
  await sql`alter table evaluation_sets drop column of_curated_answers`.execute(db);
  await sql`alter table apps drop column has_curated_answers`.execute(db);
  await sql`drop table curated_answers`.execute(db);
}
