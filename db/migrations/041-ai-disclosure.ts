// Whether answers are marked as made by AI, per app.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table apps add column ai_disclosure boolean not null default true`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table apps drop column ai_disclosure`.execute(db);
}
