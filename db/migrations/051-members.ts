// People who are let into single workspaces. Accounts of the team keep their role; whoever has none sees no more than
// the workspaces they are members of.
import { sql, type Kysely } from 'kysely';

const statements = [
  `alter table admins alter column role drop default, alter column role drop not null`,
  `create table workspace_members (
    workspace_id text not null references workspaces on delete cascade,
    admin_id text not null references admins on delete cascade,
    role text not null check (role in ('owner', 'admin', 'analyst', 'viewer')),
    created_at timestamptz not null default now(),
    primary key (workspace_id, admin_id)
  )`,
  `create index workspace_members_admin on workspace_members (admin_id)`,
  // Null: into the team. An address may be invited to several places.
  `alter table admin_invitations add column workspace_id text references workspaces on delete cascade`,
  `alter table admin_invitations drop constraint admin_invitations_email_key`,
  `create unique index admin_invitations_place on admin_invitations (email, coalesce(workspace_id, ''))`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`delete from admin_invitations where workspace_id is not null`.execute(db);
  await sql`drop index admin_invitations_place`.execute(db);
  await sql`alter table admin_invitations drop column workspace_id,
    add constraint admin_invitations_email_key unique (email)`.execute(db);
  await sql`drop table workspace_members`.execute(db);
  await sql`delete from admins where role is null`.execute(db);
  await sql`alter table admins alter column role set not null, alter column role set default 'viewer'`.execute(
    db,
  );
}
