import { sql, type Kysely } from 'kysely';

// The ledger's days, corrections and aggregate; prices with history; plans, quotas, budgets, notices.
const statements = [
  // `day` is frozen when a call is opened: the day it was in its workspace, whatever the zone becomes later.
  `alter table ledger
    add column day date,
    add column reasoning_tokens integer not null default 0,
    add column unpriced_tokens bigint not null default 0,
    add column reserved numeric(30, 14) not null default 0,
    add column correction_of text,
    add column aggregated boolean not null default false,
    drop constraint ledger_kind_check`,
  `update ledger set
    day = (opened_at at time zone coalesce(
      (select time_zone from apps join workspaces using (workspace_id) where apps.app_id = ledger.app_id), 'UTC'))::date,
    unpriced_tokens = case when status = 'settled' and cost is null then input_tokens + output_tokens else 0 end`,
  `alter table ledger alter column day set not null`,
  `drop index ledger_opened`,
  `create index ledger_unaggregated on ledger (app_id, day) where status = 'settled' and not aggregated`,
  `create index ledger_corrections on ledger (app_id, correction_of) where correction_of is not null`,
  `create index ledger_calendar on ledger using brin (day)`,
  `create table usage_daily (
    app_id text not null,
    day date not null,
    key_id text not null,
    model text not null,
    kind text not null,
    requests bigint not null,
    input_tokens bigint not null,
    cached_input_tokens bigint not null,
    output_tokens bigint not null,
    reasoning_tokens bigint not null,
    unpriced_tokens bigint not null,
    cost numeric(38, 14),
    primary key (app_id, day, key_id, model, kind)
  )`,
  `create table aggregations (
    aggregation_id text primary key,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    entries bigint not null default 0,
    error text
  )`,
  `create index aggregations_started on aggregations (started_at)`,
  // What was spent outlives an app; its name and owner are needed for the last invoice.
  `create table deleted_apps (
    app_id text primary key,
    workspace_id text not null,
    name text not null,
    deleted_at timestamptz not null default now()
  )`,
  `create function remember_deleted_app() returns trigger language plpgsql as $$
    begin
      insert into deleted_apps (app_id, workspace_id, name) values (old.app_id, old.workspace_id, old.name)
      on conflict do nothing;
      return old;
    end $$`,
  `create trigger remember_deleted_app before delete on apps for each row execute function remember_deleted_app()`,
  `create view billed_apps as
    select app_id, workspace_id, name from apps union all select app_id, workspace_id, name from deleted_apps`,

  // Prices have a history: a later row for the same date supersedes the earlier one, which stays.
  `alter table prices
    add column created_at timestamptz not null default now(),
    add column created_by text,
    add column note text,
    drop constraint prices_pkey,
    add primary key (model, effective_from, created_at)`,
  `update prices set created_at = '2026-01-01Z', note = case when model like 'builtin-%' then 'Built in, free'
    else 'List price of ' || to_char(effective_from at time zone 'UTC', 'YYYY-MM-DD') end`,
  `insert into prices (model, effective_from, input_per_million, cached_input_per_million, output_per_million, created_at, note) values
    ('gpt-4-turbo', '2024-04-09Z', 10, 10, 30, '2026-01-01Z', 'List price of 2024-04-09'),
    ('gpt-3.5-turbo', '2024-01-25Z', 0.5, 0.5, 1.5, '2026-01-01Z', 'List price of 2024-01-25'),
    ('o3', '2025-06-10Z', 2, 0.5, 8, '2026-01-01Z', 'List price of 2025-06-10'),
    ('o3-mini', '2025-01-31Z', 1.1, 0.55, 4.4, '2026-01-01Z', 'List price of 2025-01-31'),
    ('o4-mini', '2025-04-16Z', 1.1, 0.275, 4.4, '2026-01-01Z', 'List price of 2025-04-16')`,
  // A pattern is a name, which also stands for its dated snapshots, or holds * for any characters.
  `create function price_fits(pattern text, model text) returns boolean language sql immutable as $$
    select case
      when strpos(pattern, '*') > 0
        then model like replace(replace(replace(replace(pattern, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%')
      when not starts_with(model, pattern) then false
      else model = pattern or substr(model, length(pattern) + 1) ~ '^-20[0-9]{2}-[0-9]{2}-[0-9]{2}$'
    end $$`,
  // The name itself wins over a snapshot's model, that over a pattern, the longer over the shorter; then the newest.
  `create function price_of(wanted text, moment timestamptz) returns setof prices language sql stable as $$
    select * from prices
    where effective_from <= moment and price_fits(prices.model, wanted)
    order by prices.model = wanted desc, strpos(prices.model, '*') > 0, length(prices.model) desc,
      effective_from desc, created_at desc
    limit 1 $$`,
  // Multiplied, not divided: a division of numerics may round.
  `create function call_cost(input bigint, cached bigint, output bigint, input_price numeric, cached_price numeric, output_price numeric)
    returns numeric language sql immutable as $$
    select ((input - cached) * input_price + cached * cached_price + output * output_price) * 0.000001 $$`,

  `create table plans (
    plan text primary key,
    name text not null,
    fee numeric(12, 2) not null,
    messages bigint,
    documents bigint,
    stored_bytes bigint,
    seats bigint,
    apps bigint
  )`,
  `insert into plans values
    ('free', 'Free', 0, 1000, 100, 262144000, 3, 2),
    ('pro', 'Pro', 49, 20000, 5000, 10737418240, 10, 10),
    ('scale', 'Scale', 499, 250000, 100000, 214748364800, 50, 100),
    ('custom', 'Custom', 0, null, null, null, null, null)`,
  `alter table workspaces add foreign key (plan) references plans`,
  // Terms of a workspace on custom, in place of the plan's; null: no limit.
  `create table custom_terms (
    workspace_id text primary key references workspaces on delete cascade,
    fee numeric(12, 2) not null default 0,
    messages bigint,
    documents bigint,
    stored_bytes bigint,
    seats bigint,
    apps bigint
  )`,
  `create view workspace_terms as
    select w.workspace_id, w.name, w.time_zone, w.plan, p.name as plan_name,
      case when c.workspace_id is null then p.fee else c.fee end as fee,
      case when c.workspace_id is null then p.messages else c.messages end as messages,
      case when c.workspace_id is null then p.documents else c.documents end as documents,
      case when c.workspace_id is null then p.stored_bytes else c.stored_bytes end as stored_bytes,
      case when c.workspace_id is null then p.seats else c.seats end as seats,
      case when c.workspace_id is null then p.apps else c.apps end as apps
    from workspaces w join plans p on p.plan = w.plan
    left join custom_terms c on c.workspace_id = w.workspace_id and w.plan = 'custom'`,
  // Which plan a workspace had from when on, for fees pro rata.
  `create table plan_changes (
    workspace_id text not null references workspaces on delete cascade,
    effective_from timestamptz not null,
    plan text not null references plans,
    fee numeric(12, 2) not null,
    changed_by text,
    primary key (workspace_id, effective_from)
  )`,
  // Messages by month. Without a quota they are spread over shards, so that chats do not wait for each other.
  `create table message_counts (
    workspace_id text not null references workspaces on delete cascade,
    month date not null,
    shard smallint not null,
    messages bigint not null,
    primary key (workspace_id, month, shard)
  ) with (fillfactor = 50)`,
  // key_id is empty for the budget of the whole app.
  `create table budgets (
    app_id text not null references apps on delete cascade,
    key_id text not null,
    cap numeric(18, 6) not null check (cap >= 0),
    alert_percents integer[] not null default '{50,80,100}',
    created_at timestamptz not null default now(),
    primary key (app_id, key_id)
  )`,
  // spent: settled calls of the month's days; reserved: what its open calls may still cost.
  `create table budget_months (
    app_id text not null,
    key_id text not null,
    month date not null,
    reserved numeric(30, 14) not null,
    spent numeric(38, 14) not null,
    primary key (app_id, key_id, month),
    foreign key (app_id, key_id) references budgets on delete cascade
  ) with (fillfactor = 50)`,
  // Takes back the whole statement it stands in: nothing is counted for what is refused.
  `create function refuse(reason text) returns boolean language plpgsql volatile as $$
    begin raise exception '%', reason using errcode = 'DQ429'; end $$`,
  `create table notices (
    notice_id text primary key,
    workspace_id text not null references workspaces on delete cascade,
    about_app_id text,
    kind text not null,
    -- What makes it one of its kind: raised once, however often it is looked for.
    subject text not null,
    message text not null,
    created_at timestamptz not null default now(),
    dismissed_at timestamptz,
    unique (workspace_id, kind, subject)
  )`,
];

const undo = [
  `drop table notices, budget_months, budgets, message_counts, plan_changes`,
  `drop view workspace_terms`,
  `drop table custom_terms`,
  `alter table workspaces drop constraint workspaces_plan_fkey`,
  `drop table plans`,
  `drop function refuse(text)`,
  `drop function call_cost(bigint, bigint, bigint, numeric, numeric, numeric)`,
  `drop function price_of(text, timestamptz)`,
  `drop function price_fits(text, text)`,
  `delete from prices newer using prices older where newer.model = older.model
    and newer.effective_from = older.effective_from and newer.created_at > older.created_at`,
  `alter table prices drop constraint prices_pkey, drop column created_at, drop column created_by, drop column note,
    add primary key (model, effective_from)`,
  `drop view billed_apps`,
  `drop trigger remember_deleted_app on apps`,
  `drop function remember_deleted_app()`,
  `drop table deleted_apps, aggregations, usage_daily`,
  `drop index ledger_unaggregated, ledger_corrections, ledger_calendar`,
  `create index ledger_opened on ledger (app_id, opened_at)`,
  `alter table ledger drop column day, drop column reasoning_tokens, drop column unpriced_tokens, drop column reserved,
    drop column correction_of, drop column aggregated`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of undo) await sql.raw(statement).execute(db);
}
