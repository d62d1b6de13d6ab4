// What a visitor of a web page may ask for: the app's model, the app's longest answer, signed ids of persons. And what
// has no price cannot be refused by a budget, so under a budget it is not called.
import { sql, type Kysely } from 'kysely';

const openCalls = (unpriced: { declare: string; refuse: string }) =>
  `create or replace function open_calls(of_app text, of_workspace text, of_key text, of_message text, of_document text,
      of_process text, calls jsonb, enforce boolean) returns void language plpgsql as $$
    declare
      today date := (select (now() at time zone time_zone)::date from workspaces where workspace_id = of_workspace);
      of_keys text[] := array['', coalesce(of_key, '')];
      capped integer := (select count(*) from budgets where app_id = of_app and key_id = any(of_keys));
      total numeric;
      reserving integer;${unpriced.declare}
    begin${unpriced.refuse}
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

const refused = {
  declare: `
      unpriced text;`,
  refuse: `
      if enforce and capped > 0 then
        select given.model into unpriced from jsonb_to_recordset(calls) as given (model text)
        where not exists (select from price_of(given.model, now())) order by 1 limit 1;
        if found then raise exception 'price %', unpriced using errcode = 'DQ429'; end if;
      end if;`,
};

export async function up(db: Kysely<any>): Promise<void> {
  await sql`alter table apps
    add column max_output_tokens integer check (max_output_tokens > 0),
    add column allowed_models text[] not null default '{}',
    add column identity_secret_version integer not null default 0`.execute(db);
  // Until now a key could name any model. Apps that exist keep that for their secret keys.
  await sql`update apps set allowed_models = '{*}'`.execute(db);
  await sql.raw(openCalls(refused)).execute(db);
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql.raw(openCalls({ declare: '', refuse: '' })).execute(db);
  await sql`alter table apps drop column max_output_tokens, drop column allowed_models,
    drop column identity_secret_version`.execute(db);
}
