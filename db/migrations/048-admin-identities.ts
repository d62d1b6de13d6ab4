// Who an admin is at an OpenID provider.
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table admin_identities (
    issuer text not null,
    subject text not null,
    admin_id text not null references admins on delete cascade,
    created_at timestamptz not null default now(),
    primary key (issuer, subject)
  )`.execute(db);
  await sql`create index admin_identities_admin on admin_identities (admin_id)`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table admin_identities`.execute(db);
}
