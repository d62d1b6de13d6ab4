// How relevant what was found has to be, per app, and how relevant it was, per answer.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table apps add column least_relevance double precision`.execute(db);
  await sql`alter table messages add column relevance real`.execute(db);
  // The gate compares the settings of runs with those of the app.
  await sql`update evaluation_runs set settings = settings || '{"least_relevance": null}'`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`update evaluation_runs set settings = settings - 'least_relevance'`.execute(db);
  await sql`alter table messages drop column relevance`.execute(db);
  await sql`alter table apps drop column least_relevance`.execute(db);
}
