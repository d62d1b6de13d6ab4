// When the host of a site may be asked again, for all sources and processes together.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A hash: the name of a site is no concern of the installation.
  await sql`create table paces (
    host_hash text primary key,
    next_at timestamptz not null
  )`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table paces`.execute(db);
}
