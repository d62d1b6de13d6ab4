// Large apps get an index over their vectors (HNSW), which a job builds and fills.
import { sql, type Kysely } from 'kysely';
import { hasRoles } from '../protect-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whether a row is in its app's HNSW index, if there is one. A new row is not: a publish must not pay for it.
  await sql`alter table vector_index add indexed boolean not null default false`.execute(db);
  // Generations whose index can be used.
  await sql`alter table apps add indexed_generations integer[] not null default '{}'`.execute(db);
  if (await hasRoles(db))
    await sql`create index vector_index_fresh on vector_index (app_id, generation) where not indexed`.execute(
      db,
    );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table vector_index drop indexed`.execute(db);
  await sql`alter table apps drop indexed_generations`.execute(db);
}
