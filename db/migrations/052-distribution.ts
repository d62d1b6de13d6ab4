// What a database that Citus spreads over machines cannot have: triggers, policies that look into other tables, and
// foreign keys from a table of the whole service to rows of an app. The service does what triggers and keys did, and says
// whose workspace a policy is to show.
import { sql, type Kysely } from 'kysely';
import { hasRoles } from '../protect-table.ts';

const OF_WORKSPACE = `workspace_id = current_setting('docent.workspace_id', true)`;
const THROUGH_APP = `workspace_id = (select workspace_id from apps where app_id = current_setting('docent.app_id', true))`;
const TABLES = ['workspaces', 'custom_terms', 'message_counts'];

async function showWorkspace(db: Kysely<any>, condition: string): Promise<void> {
  if (!(await hasRoles(db))) return;
  for (const table of TABLES)
    await sql`alter policy own_rows on ${sql.table(table)}
      using (${sql.raw(condition)}) with check (${sql.raw(condition)})`.execute(db);
}

/** Rows of other tables may be on other machines: each statement of a function asks one app's machine, or writes one table there. */
const functions = [
  `drop function price_of(text, timestamptz)`,
  // Not in SQL, which Citus would have to merge into its caller.
  `create function price_of(wanted text, moment timestamptz) returns setof prices language plpgsql stable rows 1 as $$
    begin
      return query select * from prices
      where effective_from <= moment and price_fits(prices.model, wanted)
      order by prices.model = wanted desc, strpos(prices.model, '*') > 0, length(prices.model) desc,
        effective_from desc, created_at desc
      limit 1;
    end $$`,
  `create or replace function count_message(of_workspace text) returns void language plpgsql as $$
    declare
      room bigint;
      this_month date;
      of_shard smallint := 0;
    begin
      select terms.messages, date_trunc('month', now() at time zone terms.time_zone)::date into room, this_month
      from workspace_terms terms where terms.workspace_id = of_workspace;
      if room is null then
        of_shard := floor(random() * 16);
        -- As good as no end.
        room := 9223372036854775807;
      else
        room := room - (select coalesce(sum(counts.messages), 0) from message_counts counts
          where counts.workspace_id = of_workspace and counts.month = this_month and counts.shard <> 0);
        if room <= 0 then raise exception 'messages' using errcode = 'DQ429'; end if;
      end if;
      insert into message_counts as counts (workspace_id, month, shard, messages)
      values (of_workspace, this_month, of_shard, 1)
      on conflict (workspace_id, month, shard) do update set messages = counts.messages + 1
        where counts.messages < room;
      if not found then raise exception 'messages' using errcode = 'DQ429'; end if;
    end $$`,
  `create or replace function open_calls(of_app text, of_workspace text, of_key text, of_message text, of_document text,
      of_process text, calls jsonb, enforce boolean) returns void language plpgsql as $$
    declare
      waited text := pg_advisory_xact_lock_shared(hashtextextended(of_app, 7))::text;
      today date := (select (now() at time zone time_zone)::date from workspaces where workspace_id = of_workspace);
      this_month date := date_trunc('month', today)::date;
      capped record;
      has_budgets boolean := exists (select from budgets where app_id = of_app and key_id in ('', coalesce(of_key, '')));
      given record;
      reserving numeric;
      total numeric := 0;
    begin
      for given in select * from jsonb_to_recordset(calls) as given (usage_id text, kind text, model text,
        expected_tokens integer, reserve_input bigint, reserve_output bigint) order by model
      loop
        reserving := 0;
        if has_budgets then
          reserving := (select call_cost(given.expected_tokens + given.reserve_input, 0, given.reserve_output,
              input_per_million, cached_input_per_million, output_per_million) from price_of(given.model, now()));
          if reserving is null and enforce then raise exception 'price %', given.model using errcode = 'DQ429'; end if;
          reserving := coalesce(reserving, 0);
        end if;
        insert into ledger (app_id, usage_id, key_id, message_id, document_id, kind, model, day, input_tokens, reserved, process_id)
        values (of_app, given.usage_id, of_key, of_message, of_document, given.kind, given.model, today,
          given.expected_tokens, reserving, of_process);
        total := total + reserving;
      end loop;
      if not has_budgets then return; end if;
      -- In one order, so that nobody waits in a circle.
      for capped in select key_id, cap from budgets where app_id = of_app and key_id in ('', coalesce(of_key, '')) order by key_id
      loop
        if enforce and total > capped.cap then raise exception 'budget' using errcode = 'DQ429'; end if;
        insert into budget_months as held (app_id, key_id, month, reserved, spent)
        values (of_app, capped.key_id, this_month, total, 0)
        on conflict (app_id, key_id, month) do update set reserved = held.reserved + excluded.reserved
          where not enforce or held.spent + held.reserved + excluded.reserved <= capped.cap;
        if enforce and not found then raise exception 'budget' using errcode = 'DQ429'; end if;
      end loop;
    end $$`,
  `create or replace function release_budgets(ended ended_call[]) returns void language plpgsql as $$
    declare
      one record;
    begin
      for one in
        select app_id, coalesce(key_id, '') as key_id, date_trunc('month', day)::date as month, sum(reserved) as reserved,
          coalesce(sum(cost), 0) as spent
        from unnest(ended) group by 1, 2, 3 order by 1, 2, 3
      loop
        perform pg_advisory_xact_lock_shared(hashtextextended(one.app_id, 7));
        insert into budget_months as held (app_id, key_id, month, reserved, spent)
        select app_id, key_id, one.month, -one.reserved, one.spent from budgets
        where app_id = one.app_id and key_id in ('', one.key_id) order by app_id, key_id
        on conflict (app_id, key_id, month) do update
          set reserved = held.reserved + excluded.reserved, spent = held.spent + excluded.spent;
      end loop;
    end $$`,
];

const SUMS = [
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'unpriced_tokens',
];

const addTo = (rows: string) => `
  insert into usage_monthly (app_id, month, key_id, model, kind, ${SUMS.join(', ')}, cost)
  select app_id, date_trunc('month', day::timestamp)::date as month, key_id, model, kind,
    ${SUMS.map((name) => `sum(${name})::bigint`).join(', ')}, sum(cost)
  from ${rows} group by app_id, month, key_id, model, kind order by app_id, month, key_id, model, kind
  on conflict (app_id, month, key_id, model, kind) do update set
    ${SUMS.map((name) => `${name} = usage_monthly.${name} + excluded.${name}`).join(', ')},
    cost = coalesce(usage_monthly.cost + excluded.cost, usage_monthly.cost, excluded.cost)`;

const CHANGES = `(
  select app_id, day, key_id, model, kind, ${SUMS.join(', ')}, cost from new_rows
  union all
  select app_id, day, key_id, model, kind, ${SUMS.map((name) => `-${name}`).join(', ')}, -cost from old_rows) changed`;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of functions) await sql.raw(statement).execute(db);
  await showWorkspace(db, OF_WORKSPACE);
  await sql`alter table mails drop constraint mails_about_app_id_fkey`.execute(db);
  await sql`drop trigger remember_deleted_app on apps`.execute(db);
  await sql`drop function remember_deleted_app()`.execute(db);
  await sql`drop trigger add_changes_to_months on usage_daily`.execute(db);
  await sql`drop trigger add_days_to_months on usage_daily`.execute(db);
  await sql`drop function add_changes_to_months(), add_days_to_months()`.execute(db);
}

const before = [
  `create or replace function count_message(of_workspace text)
 returns void
 language plpgsql
as $$
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
  `drop function price_of(text, timestamptz)`,
  `create or replace function open_calls(of_app text, of_workspace text, of_key text, of_message text, of_document text, of_process text, calls jsonb, enforce boolean)
 returns void
 language plpgsql
as $$
    declare
      waited text := pg_advisory_xact_lock_shared(hashtextextended(of_app, 7))::text;
      today date := (select (now() at time zone time_zone)::date from workspaces where workspace_id = of_workspace);
      of_keys text[] := array['', coalesce(of_key, '')];
      capped integer := (select count(*) from budgets where app_id = of_app and key_id = any(of_keys));
      total numeric;
      reserving integer;
      unpriced text;
    begin
      if enforce and capped > 0 then
        select given.model into unpriced from jsonb_to_recordset(calls) as given (model text)
        where not exists (select from price_of(given.model, now())) order by 1 limit 1;
        if found then raise exception 'price %', unpriced using errcode = 'DQ429'; end if;
      end if;
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
  `create or replace function release_budgets(ended ended_call[])
 returns void
 language plpgsql
as $$
    begin
      perform pg_advisory_xact_lock_shared(hashtextextended(one.app_id, 7))
      from (select distinct app_id from unnest(ended) order by 1) one;
      insert into budget_months as held (app_id, key_id, month, reserved, spent)
      select budgets.app_id, budgets.key_id, date_trunc('month', one.day)::date, -sum(one.reserved), coalesce(sum(one.cost), 0)
      from unnest(ended) one join budgets on budgets.app_id = one.app_id and budgets.key_id in ('', one.key_id)
      group by 1, 2, 3 order by 1, 2, 3
      on conflict (app_id, key_id, month) do update
        set reserved = held.reserved + excluded.reserved, spent = held.spent + excluded.spent;
    end $$`,
  `create or replace function price_of(wanted text, moment timestamptz)
 returns setof prices
 language sql
 stable
as $$
    select * from prices
    where effective_from <= moment and price_fits(prices.model, wanted)
    order by prices.model = wanted desc, strpos(prices.model, '*') > 0, length(prices.model) desc,
      effective_from desc, created_at desc
    limit 1 $$`,
  `create function remember_deleted_app() returns trigger language plpgsql as $$
    begin
      insert into deleted_apps (app_id, workspace_id, name) values (old.app_id, old.workspace_id, old.name)
      on conflict do nothing;
      return old;
    end $$`,
  `create trigger remember_deleted_app before delete on apps for each row execute function remember_deleted_app()`,
  `create function add_days_to_months() returns trigger language plpgsql as $$
    begin
      ${addTo('new_rows')};
      return null;
    end $$`,
  `create function add_changes_to_months() returns trigger language plpgsql as $$
    begin
      ${addTo(CHANGES)};
      return null;
    end $$`,
  `create trigger add_days_to_months after insert on usage_daily
    referencing new table as new_rows for each statement execute function add_days_to_months()`,
  `create trigger add_changes_to_months after update on usage_daily
    referencing old table as old_rows new table as new_rows for each statement execute function add_changes_to_months()`,
];

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const statement of before) await sql.raw(statement).execute(db);
  await sql`delete from mails where about_app_id is not null and not exists (select from apps where apps.app_id = mails.about_app_id)`.execute(
    db,
  );
  await sql`alter table mails add constraint mails_about_app_id_fkey
    foreign key (about_app_id) references apps on delete cascade`.execute(db);
  await showWorkspace(db, THROUGH_APP);
}
