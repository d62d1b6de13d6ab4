// What became of questions without a good answer: an operator's review of each.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table unanswered_reviews (
    app_id text not null,
    message_id text not null,
    state text not null check (state in ('fixed', 'ignored')),
    reviewed_by text not null,
    reviewed_at timestamptz not null default now(),
    primary key (app_id, message_id),
    foreign key (app_id, message_id) references messages on delete cascade
  )`.execute(db);
  await protectTable(db, 'unanswered_reviews');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table unanswered_reviews`.execute(db);
}
