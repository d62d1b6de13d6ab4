// A model that puts passages in order, per app.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table apps add column rerank_model text`.execute(db);
  // The gate compares the settings of runs with those of the app.
  await sql`update evaluation_runs set settings = settings || '{"rerank_model": null}'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`update evaluation_runs set settings = settings - 'rerank_model'`.execute(db);
  await sql`alter table apps drop column rerank_model`.execute(db);
}
