// Room that uploads under way have reserved in the quota of their workspace.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

export async function up(db: Kysely<any>): Promise<void> {
  await sql`create table uploads (
    app_id text not null references apps on delete cascade,
    upload_id text not null,
    -- Where that process is gone, the row counts no longer.
    process_id text not null,
    bytes bigint not null check (bytes >= 0),
    created_at timestamptz not null default now(),
    primary key (app_id, upload_id)
  )`.execute(db);
  await protectTable(db, 'uploads');
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql`drop table uploads`.execute(db);
}
