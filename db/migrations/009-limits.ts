import { sql, type Kysely } from 'kysely';

const limits = `add column requests_per_minute integer check (requests_per_minute >= 0),
  add column concurrent_streams integer check (concurrent_streams >= 0),
  add column tokens_per_day bigint check (tokens_per_day >= 0)`;

const statements = [
  `alter table apps ${limits}`,
  `alter table keys ${limits}, add column rotated_at timestamptz`,
  // Secrets that a key had before: each works until its moment and is known as rotated afterwards.
  `create table rotated_secrets (
    app_id text not null,
    secret_hash bytea not null,
    key_id text not null,
    works_until timestamptz not null,
    primary key (app_id, secret_hash),
    foreign key (app_id, key_id) references keys on delete cascade
  )`,
  `create index rotated_secrets_hash on rotated_secrets (secret_hash)`,
  // What the processes have taken of each minute, in batches; subject is a key's id or 'app'.
  `create table request_windows (
    app_id text not null references apps on delete cascade,
    subject text not null,
    started_at timestamptz not null,
    taken bigint not null,
    primary key (app_id, subject)
  )`,
  // One row an answer in the making, where the key or the app has a limit of them.
  `create table stream_slots (
    app_id text not null references apps on delete cascade,
    subject text not null,
    slot integer not null,
    process_id text not null,
    primary key (app_id, subject, slot)
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw('drop table stream_slots, request_windows, rotated_secrets').execute(db);
  const columns = ['requests_per_minute', 'concurrent_streams', 'tokens_per_day'];
  for (const table of ['apps', 'keys'])
    await sql
      .raw(`alter table ${table} ${columns.map((one) => `drop column ${one}`).join(', ')}`)
      .execute(db);
  await sql`alter table keys drop column rotated_at`.execute(db);
}
