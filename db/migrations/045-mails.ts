// Mails that are to be sent, were sent or failed; links to choose a new password; which mails a person has chosen.
import { sql, type Kysely } from 'kysely';

const statements = [
  // A mail to a member of the team goes with the member. `content` is sealed: an address, and the secret of a link.
  // `items` names what the mail is about, by random ids; `count` goes on where they end.
  `create table mails (
    mail_id text primary key,
    kind text not null,
    admin_id text references admins on delete cascade,
    about_app_id text references apps on delete cascade,
    content bytea,
    items text[] not null default '{}',
    count integer not null default 0,
    status text not null default 'pending' check (status in ('pending', 'sending', 'sent', 'failed', 'dropped')),
    error text,
    not_before timestamptz not null default now(),
    created_at timestamptz not null default now(),
    finished_at timestamptz
  )`,
  `create index mails_age on mails (created_at)`,
  `create index mails_recipient on mails (admin_id, kind, about_app_id)`,
  `create index mails_app on mails (about_app_id)`,
  `create table password_resets (
    token_hash bytea primary key,
    admin_id text not null references admins on delete cascade,
    expires_at timestamptz not null,
    created_at timestamptz not null default now()
  )`,
  `create index password_resets_admin on password_resets (admin_id)`,
  // Null: those of the role.
  `alter table admins add column mails text[]`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table admins drop column mails`.execute(db);
  await sql`drop table password_resets, mails`.execute(db);
}
