// The ledger of model calls and its aggregate; prices with history; plans, quotas, budgets and notices.
import { sql, type Kysely } from 'kysely';

const statements = [
  // No foreign keys: what was spent stays on the ledger when a document, a session or a key is gone.
  // `day` is frozen when a call is opened: the day it was in its workspace, whatever the zone becomes later.
  `create table ledger (
    app_id text not null,
    usage_id text not null,
    key_id text,
    message_id text,
    document_id text,
    kind text not null,
    model text not null,
    status text not null default 'open' check (status in ('open', 'settled')),
    estimated boolean not null default false,
    input_tokens integer not null default 0,
    cached_input_tokens integer not null default 0,
    output_tokens integer not null default 0,
    reasoning_tokens integer not null default 0,
    unpriced_tokens bigint not null default 0,
    cost numeric(30, 14),
    reserved numeric(30, 14) not null default 0,
    correction_of text,
    day date not null,
    aggregated boolean not null default false,
    process_id text,
    opened_at timestamptz not null default now(),
    settled_at timestamptz,
    primary key (app_id, usage_id)
  )`,
  `create index ledger_open on ledger (process_id) where status = 'open'`,
  `create index ledger_day on ledger (opened_at) include (app_id, status, input_tokens, output_tokens, cost)`,
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
  `create table prices (
    model text not null,
    effective_from timestamptz not null,
    input_per_million numeric(18, 8) not null,
    cached_input_per_million numeric(18, 8) not null,
    output_per_million numeric(18, 8) not null,
    created_at timestamptz not null default now(),
    created_by text,
    note text,
    primary key (model, effective_from, created_at)
  )`,
  // List prices of OpenAI's usual models in US dollars, as published in 2025; the built-in models cost nothing.
  `insert into prices (model, effective_from, input_per_million, cached_input_per_million, output_per_million, created_at, note)
    select model, effective_from::timestamptz, input, cached, output, '2026-01-01Z',
      case when model like 'builtin-%' then 'Built in, free' else 'List price of ' || left(effective_from, 10) end
    from (values
      ('builtin-extractive', '2020-01-01Z', 0, 0, 0),
      ('builtin-hash', '2020-01-01Z', 0, 0, 0),
      ('gpt-3.5-turbo', '2024-01-25Z', 0.5, 0.5, 1.5),
      ('gpt-4-turbo', '2024-04-09Z', 10, 10, 30),
      ('gpt-4o', '2024-10-01Z', 2.5, 1.25, 10),
      ('gpt-4o-mini', '2024-07-18Z', 0.15, 0.075, 0.6),
      ('gpt-4.1', '2025-04-14Z', 2, 0.5, 8),
      ('gpt-4.1-mini', '2025-04-14Z', 0.4, 0.1, 1.6),
      ('gpt-4.1-nano', '2025-04-14Z', 0.1, 0.025, 0.4),
      ('gpt-5', '2025-08-07Z', 1.25, 0.125, 10),
      ('gpt-5-mini', '2025-08-07Z', 0.25, 0.025, 2),
      ('gpt-5-nano', '2025-08-07Z', 0.05, 0.005, 0.4),
      ('o3', '2025-06-10Z', 2, 0.5, 8),
      ('o3-mini', '2025-01-31Z', 1.1, 0.55, 4.4),
      ('o4-mini', '2025-04-16Z', 1.1, 0.275, 4.4),
      ('text-embedding-3-small', '2024-01-25Z', 0.02, 0.02, 0),
      ('text-embedding-3-large', '2024-01-25Z', 0.13, 0.13, 0),
      ('text-embedding-ada-002', '2022-12-15Z', 0.1, 0.1, 0)
    ) as list (model, effective_from, input, cached, output)`,
  // A pattern is a model's name, which also covers its dated snapshots, or holds * for any characters.
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
  // Counts a message in its workspace's month. Where the plan has no room for it, the error DQ429 takes back the whole
  // statement: nothing is written for what is refused. Without a quota, shards keep chats from waiting for each other.
  `create function count_message(of_workspace text) returns void language plpgsql as $$
    declare
      room bigint;
      this_month date;
    begin
      select terms.messages, date_trunc('month', now() at time zone terms.time_zone)::date into room, this_month
      from workspace_terms terms where terms.workspace_id = of_workspace;
      if room is not null then
        room := room - (select coalesce(sum(counts.messages), 0) from message_counts counts
          where counts.workspace_id = of_workspace and counts.month = this_month and counts.shard <> 0);
      end if;
      insert into message_counts as counts (workspace_id, month, shard, messages)
      select of_workspace, this_month, case when room is null then floor(random() * 16) else 0 end, 1
      where room is null or room > 0
      on conflict (workspace_id, month, shard) do update set messages = counts.messages + 1
        where room is null or counts.messages < room;
      if not found then raise exception 'messages' using errcode = 'DQ429'; end if;
    end $$`,
  // Opens ledger rows and reserves in the budgets of the app and of the key what the calls may cost. With enforce, the
  // error DQ429 refuses what a budget has no room for. Budgets are locked in one order, so that nobody waits in a circle.
  `create function open_calls(of_app text, of_workspace text, of_key text, of_message text, of_document text,
      of_process text, calls jsonb, enforce boolean) returns void language plpgsql as $$
    declare
      today date := (select (now() at time zone time_zone)::date from workspaces where workspace_id = of_workspace);
      of_keys text[] := array['', coalesce(of_key, '')];
      capped integer := (select count(*) from budgets where app_id = of_app and key_id = any(of_keys));
      total numeric;
      reserving integer;
    begin
      with opened as (
        insert into ledger (app_id, usage_id, key_id, message_id, document_id, kind, model, day, input_tokens, reserved, process_id)
        select of_app, usage_id, of_key, of_message, of_document, kind, model, today, expected_tokens,
          case when capped = 0 then 0 else coalesce((
            select call_cost(expected_tokens + reserve_input, 0, reserve_output,
              input_per_million, cached_input_per_million, output_per_million)
            from price_of(given.model, now())), 0) end, of_process
        from jsonb_to_recordset(calls) as given (usage_id text, kind text, model text, expected_tokens integer,
          reserve_input bigint, reserve_output bigint)
        returning reserved
      ) select coalesce(sum(reserved), 0) into total from opened;
      if capped = 0 then return; end if;
      insert into budget_months as held (app_id, key_id, month, reserved, spent)
      select of_app, key_id, date_trunc('month', today)::date, total, 0 from budgets
      where app_id = of_app and key_id = any(of_keys) and (total <= cap or not enforce)
      order by key_id
      on conflict (app_id, key_id, month) do update set reserved = held.reserved + excluded.reserved
        where not enforce or held.spent + held.reserved + excluded.reserved <= (
          select cap from budgets where budgets.app_id = held.app_id and budgets.key_id = held.key_id);
      get diagnostics reserving = row_count;
      if enforce and reserving < capped then raise exception 'budget' using errcode = 'DQ429'; end if;
    end $$`,
  // A call that is settled or was never made, with what it reserved and what it cost.
  `create type ended_call as (app_id text, key_id text, kind text, day date, reserved numeric, cost numeric)`,
  // What was reserved for calls is free again, and what they cost is spent.
  `create function release_budgets(ended ended_call[]) returns void language plpgsql as $$
    begin
      insert into budget_months as held (app_id, key_id, month, reserved, spent)
      select budgets.app_id, budgets.key_id, date_trunc('month', one.day)::date, -sum(one.reserved), coalesce(sum(one.cost), 0)
      from unnest(ended) one join budgets on budgets.app_id = one.app_id and budgets.key_id in ('', one.key_id)
      group by 1, 2, 3 order by 1, 2, 3
      on conflict (app_id, key_id, month) do update
        set reserved = held.reserved + excluded.reserved, spent = held.spent + excluded.spent;
    end $$`,
  // Settles open calls, and takes back those that were never made. The cost is frozen here, by the price of this moment;
  // null without a known price. A call that is settled already is not touched.
  `create function settle_calls(of_app text, calls jsonb) returns setof ended_call language plpgsql as $$
    declare
      given record;
      price numeric;
      one ended_call;
      ended ended_call[] := '{}';
    begin
      for given in select * from jsonb_to_recordset(calls) as given (usage_id text, model text, made boolean,
        estimated boolean, input integer, cached integer, output integer, reasoning integer) order by usage_id
      loop
        if given.made then
          price := (select call_cost(given.input, given.cached, given.output,
              input_per_million, cached_input_per_million, output_per_million) from price_of(given.model, now()));
          update ledger set status = 'settled', settled_at = now(), estimated = given.estimated,
            input_tokens = given.input, cached_input_tokens = given.cached, output_tokens = given.output,
            reasoning_tokens = given.reasoning, cost = price,
            unpriced_tokens = case when price is null then given.input::bigint + given.output else 0 end
          where app_id = of_app and usage_id = given.usage_id and status = 'open'
          returning app_id, key_id, kind, day, reserved, cost into one;
        else
          delete from ledger where app_id = of_app and usage_id = given.usage_id and status = 'open'
          returning app_id, key_id, kind, day, reserved, null into one;
        end if;
        if found then ended := ended || one; end if;
      end loop;
      perform release_budgets(ended);
      return query select * from unnest(ended);
    end $$`,
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
  `drop view workspace_terms, billed_apps`,
  `alter table workspaces drop constraint workspaces_plan_fkey`,
  `drop table custom_terms, plans`,
  `drop function settle_calls(text, jsonb)`,
  `drop function release_budgets(ended_call[])`,
  `drop type ended_call`,
  `drop function open_calls(text, text, text, text, text, text, jsonb, boolean)`,
  `drop function count_message(text)`,
  `drop function call_cost(bigint, bigint, bigint, numeric, numeric, numeric)`,
  `drop function price_of(text, timestamptz)`,
  `drop function price_fits(text, text)`,
  `drop trigger remember_deleted_app on apps`,
  `drop function remember_deleted_app()`,
  `drop table prices, deleted_apps, aggregations, usage_daily, ledger`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of undo) await sql.raw(statement).execute(db);
}
