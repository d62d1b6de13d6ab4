// What publishing a document costs the database: rows that wait keep their vectors in the row, where they are read once
// more, and words go into the index less often, more of them at once.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table staged_chunks set (toast_tuple_target = 8160)`.execute(db);
  // In kB. Every search reads what is collected, until the ingest that wrote it ends.
  await sql`alter index lexical_index_terms set (gin_pending_list_limit = 2048)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter index lexical_index_terms set (gin_pending_list_limit = 512)`.execute(db);
  await sql`alter table staged_chunks reset (toast_tuple_target)`.execute(db);
}
