import { sql, type Kysely } from 'kysely';

const statements = [
  // 0: wrapped by the master key alone, as it was before; renewed at the next start.
  `alter table apps
    add column key_version integer not null default 0,
    add column other_wrapped_key bytea,
    add column other_key_version integer,
    add column key_since timestamptz not null default now(),
    add column rotation_total integer,
    add column rotation_done integer`,
  `create index apps_key_rotation on apps (app_id) where other_wrapped_key is not null`,
  // Up to when a process has read which keys are in use.
  `alter table processes add column keys_read_at timestamptz`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table processes drop column keys_read_at`.execute(db);
  await sql`alter table apps drop column key_version, drop column other_wrapped_key, drop column other_key_version,
    drop column key_since, drop column rotation_total, drop column rotation_done`.execute(db);
}
