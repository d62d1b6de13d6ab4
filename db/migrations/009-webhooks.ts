// Webhook endpoints, events and deliveries.
import { sql, type Kysely } from 'kysely';

const statements = [
  `create table webhook_endpoints (
    app_id text not null references apps on delete cascade,
    endpoint_id text not null,
    url text not null,
    description text not null default '',
    events text[] not null,
    secret bytea not null,
    previous_secret bytea,
    previous_until timestamptz,
    created_at timestamptz not null default now(),
    disabled_at timestamptz,
    primary key (app_id, endpoint_id)
  )`,
  `create table webhook_events (
    app_id text not null references apps on delete cascade,
    event_id text not null,
    type text not null,
    data jsonb not null,
    created_at timestamptz not null default now(),
    primary key (app_id, event_id)
  )`,
  `create index webhook_events_age on webhook_events (created_at)`,
  `create table webhook_deliveries (
    app_id text not null,
    delivery_id text not null,
    event_id text not null,
    endpoint_id text not null,
    status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
    attempts jsonb not null default '[]',
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    primary key (app_id, delivery_id),
    foreign key (app_id, event_id) references webhook_events on delete cascade,
    foreign key (app_id, endpoint_id) references webhook_endpoints on delete cascade
  )`,
  `create index webhook_deliveries_endpoint on webhook_deliveries (app_id, endpoint_id, delivery_id)`,
  `create index webhook_deliveries_event on webhook_deliveries (app_id, event_id)`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of ['webhook_deliveries', 'webhook_events', 'webhook_endpoints'])
    await sql.raw(`drop table ${table}`).execute(db);
}
