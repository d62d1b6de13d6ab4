// A budget that is being set is summed up under a lock of its app, in place of one on the ledger of all apps.
import { sql, type Kysely } from 'kysely';

const openCalls = (waiting: string) =>
  `create or replace function open_calls(of_app text, of_workspace text, of_key text, of_message text, of_document text,
      of_process text, calls jsonb, enforce boolean) returns void language plpgsql as $$
    declare
${waiting}      today date := (select (now() at time zone time_zone)::date from workspaces where workspace_id = of_workspace);
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
    end $$`;

const releaseBudgets = (waiting: string) =>
  `create or replace function release_budgets(ended ended_call[]) returns void language plpgsql as $$
    begin
${waiting}      insert into budget_months as held (app_id, key_id, month, reserved, spent)
      select budgets.app_id, budgets.key_id, date_trunc('month', one.day)::date, -sum(one.reserved), coalesce(sum(one.cost), 0)
      from unnest(ended) one join budgets on budgets.app_id = one.app_id and budgets.key_id in ('', one.key_id)
      group by 1, 2, 3 order by 1, 2, 3
      on conflict (app_id, key_id, month) do update
        set reserved = held.reserved + excluded.reserved, spent = held.spent + excluded.spent;
    end $$`;

export async function up(db: Kysely<unknown>): Promise<void> {
  // The first declaration: the lock is taken before budgets are looked at.
  await sql
    .raw(
      openCalls(`      waited text := pg_advisory_xact_lock_shared(hashtextextended(of_app, 7))::text;
`),
    )
    .execute(db);
  await sql
    .raw(
      releaseBudgets(`      perform pg_advisory_xact_lock_shared(hashtextextended(one.app_id, 7))
      from (select distinct app_id from unnest(ended) order by 1) one;
`),
    )
    .execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql.raw(openCalls('')).execute(db);
  await sql.raw(releaseBudgets('')).execute(db);
}
