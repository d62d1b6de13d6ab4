// The settings of an app as they were saved, one row for each time.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table settings_versions (
    app_id text not null references apps on delete cascade,
    version integer not null,
    content bytea not null,
    changed_by text,
    changed_at timestamptz not null default now(),
    primary key (app_id, version)
  )`.execute(db);
  await protectTable(db, 'settings_versions');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table settings_versions`.execute(db);
}
