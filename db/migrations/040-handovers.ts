// Hand-over to a person: what an app offers, and the requests that visitors sent.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const statements = [
  // null: nothing is offered.
  `alter table apps add column handover jsonb`,
  `create table handovers (
    app_id text not null,
    handover_id text not null,
    session_id text not null,
    content bytea not null,
    done_by text,
    done_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (app_id, handover_id),
    foreign key (app_id, session_id) references sessions on delete cascade
  )`,
  `create index handovers_of_session on handovers (app_id, session_id)`,
  `create index handovers_open on handovers (app_id, handover_id) where done_at is null`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await protectTable(db, 'handovers');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table handovers`.execute(db);
  await sql`alter table apps drop column handover`.execute(db);
}
