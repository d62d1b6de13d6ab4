// Writing to a provider's cache has a price of its own; prices of November 2026; shutdowns that model servers announce.
import { sql, type Kysely } from 'kysely';

/** Model, valid from, input, cached input, output, cache write (null: as input), source. */
const LIST: [string, string, string, string, string, string | null, string][] = [
  [
    'gpt-6.2-astra',
    '2026-11-17',
    '8',
    '0.40',
    '40',
    '10',
    'OpenAI models page; cached and cache write derived',
  ],
  [
    'gpt-6.2-sol',
    '2026-11-17',
    '2',
    '0.10',
    '10',
    '2.50',
    'OpenAI models page; cached and cache write derived',
  ],
  ['gpt-6.1-terra', '2026-10-26', '1', '0.05', '5', '1.25', 'OpenAI models page, PromptFuel 1.0.24'],
  ['gpt-6.1-sol', '2026-09-29', '2', '0.10', '10', '2.50', 'OpenAI models page, PromptFuel 1.0.22'],
  ['gpt-6-sol', '2026-09-22', '2', '0.20', '10', '2.50', 'OpenAI pricing, codexometer 0.18.4'],
  ['gpt-6-luna', '2026-09-22', '0.10', '0.01', '0.50', '0.125', 'OpenAI pricing, codexometer 0.18.4'],
  ['gpt-6-astra', '2026-09-03', '10', '1', '50', '12.50', 'OpenAI pricing, PromptFuel 1.0.19'],
  ['gpt-5.6-sol', '2026-07-09', '5', '0.50', '30', '6.25', 'PromptFuel 1.0.17; cache write derived'],
  ['gpt-5.6-sol', '2026-08-21', '4', '0.40', '20', '5', 'last price stated; cache write derived'],
  ['gpt-5.6-terra', '2026-07-09', '2.50', '0.25', '15', '3.125', 'PromptFuel 1.0.19; cache write derived'],
  ['gpt-5.6-terra', '2026-07-30', '2', '0.20', '12', '2.50', 'PromptFuel 1.0.19; cache write derived'],
  ['gpt-5.6-luna', '2026-07-30', '0.20', '0.02', '1.20', '0.25', 'PromptFuel 1.0.19; cache write derived'],
  ['gpt-5.5', '2026-04-23', '5', '0.50', '30', null, 'llm-prices, August 2026'],
  ['gpt-5.4', '2026-03-05', '2.50', '0.25', '15', null, 'llm-prices, August 2026'],
  ['gpt-5.4-mini', '2026-03-17', '0.75', '0.075', '4.50', null, 'llm-prices, August 2026'],
  ['gpt-5.4-nano', '2026-03-17', '0.20', '0.02', '1.25', null, 'llm-prices, August 2026'],
  ['gpt-5.2', '2025-12-11', '1.75', '0.175', '14', null, 'llm-prices, August 2026'],
  ['gpt-5.1', '2025-11-13', '1.25', '0.125', '10', null, 'llm-prices, August 2026'],
  ['claude-fable-5-1', '2026-09-01', '10', '0.25', '50', '12.50', 'platform.claude.com, PromptFuel 1.0.22'],
  ['claude-opus-5-5', '2026-09-22', '4', '0.20', '20', '5', 'platform.claude.com, PromptFuel 1.0.21'],
  ['claude-sonnet-5-5', '2026-09-28', '2', '0.20', '10', '2.50', 'PromptFuel 1.0.23'],
  ['claude-sonnet-5-5', '2026-10-07', '2', '0.10', '10', '2.50', 'PromptFuel 1.0.23'],
  ['claude-haiku-5-5', '2026-10-07', '0.10', '0.01', '0.50', '0.125', 'PromptFuel 1.0.23'],
  ['claude-opus-5', '2026-07-24', '5', '0.50', '25', '6.25', 'platform.claude.com'],
  ['claude-sonnet-5', '2026-06-30', '2', '0.20', '10', '2.50', 'platform.claude.com'],
  ['claude-haiku-4-5*', '2025-10-15', '1', '0.10', '5', '1.25', 'platform.claude.com'],
  ['gemini-3.8-flash', '2026-09-02', '0.75', '0.075', '3.75', null, 'Google pricing page of 7 October 2026'],
  ['gemini-3.8-flash', '2027-01-01', '1.50', '0.15', '7.50', null, 'announced end of the promotion'],
  ['gemini-3.7-flash', '2026-08-13', '0.75', '0.075', '3.75', null, 'Google pricing page of 7 October 2026'],
  ['gemini-3.5-flash-lite', '2026-07-21', '0.30', '0.03', '2.50', null, 'llm-prices'],
  ['gemini-3.5-flash', '2026-05-19', '1.50', '0.15', '9', null, 'llm-prices'],
  ['gemini-embedding-001', '2025-07-14', '0.15', '0.15', '0', null, 'Google pricing page'],
  [
    'deepseek-flash',
    '2026-10-17',
    '0.30',
    '0.006',
    '1.20',
    null,
    'DeepSeek pricing of 27 October 2026, peak',
  ],
  [
    'deepseek-v4-pro',
    '2026-10-17',
    '1.32',
    '0.044',
    '3.96',
    null,
    'DeepSeek pricing of 27 October 2026, peak',
  ],
  ['mistral-medium-3.5', '2026-04-28', '1.50', '1.50', '7.50', null, 'Mistral pricing'],
  ['mistral-medium-3-5', '2026-04-28', '1.50', '1.50', '7.50', null, 'Mistral pricing'],
  ['mistral-medium-latest', '2026-04-28', '1.50', '1.50', '7.50', null, 'Mistral pricing'],
  ['mistral-large-4*', '2026-10-06', '0.68', '0.07', '2.09', null, 'tokenmeter 0.15'],
  ['mistral-large-4*', '2026-10-20', '1.36', '0.14', '4.18', null, 'tokenmeter 0.15'],
  ['mistral-embed', '2023-12-11', '0.10', '0.10', '0', null, 'Mistral pricing'],
];

type Costs = { given: string; cost: string; column: string };

/** Settles open calls, and takes back those that were never made; see 005. */
const settleCalls = ({ given, cost, column }: Costs) =>
  `create or replace function settle_calls(of_app text, calls jsonb) returns setof ended_call language plpgsql as $$
    declare
      given record;
      price numeric;
      one ended_call;
      ended ended_call[] := '{}';
    begin
      for given in select * from jsonb_to_recordset(calls) as given (usage_id text, model text, made boolean,
        estimated boolean, input integer, cached integer,${given} output integer, reasoning integer) order by usage_id
      loop
        if given.made then
          price := (select ${cost} from price_of(given.model, now()) known);
          update ledger set status = 'settled', settled_at = now(), estimated = given.estimated,
            input_tokens = given.input, cached_input_tokens = given.cached,${column} output_tokens = given.output,
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
    end $$`;

const withWrites: Costs = {
  given: ' written integer,',
  cost: 'call_cost(given.input, given.cached, coalesce(given.written, 0), given.output, known)',
  column: ' cache_write_tokens = coalesce(given.written, 0),',
};
const withoutWrites: Costs = {
  given: '',
  cost: 'call_cost(given.input, given.cached, given.output, input_per_million, cached_input_per_million, output_per_million)',
  column: '',
};

const statements = [
  `alter table prices add cache_write_per_million numeric(18, 8)`,
  `alter table ledger add cache_write_tokens integer not null default 0`,
  `create function call_cost(input bigint, cached bigint, written bigint, output bigint, price prices)
    returns numeric language sql immutable as $$
    select call_cost(input - written, cached, output, price.input_per_million, price.cached_input_per_million, price.output_per_million)
      + written * coalesce(price.cache_write_per_million, price.input_per_million) * 0.000001 $$`,
  settleCalls(withWrites),
  `create table model_shutdowns (
    model text primary key,
    shuts_down_on date not null,
    read_at timestamptz not null default now()
  )`,
];

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  // What an operator has entered for a model, also by a pattern, stays in force.
  for (const [model, from, input, cached, output, write, source] of LIST)
    await sql`
      insert into prices (model, effective_from, input_per_million, cached_input_per_million, output_per_million,
        cache_write_per_million, created_at, note)
      select ${model}, ${`${from}T00:00:00Z`}::timestamptz, ${input}::numeric, ${cached}::numeric, ${output}::numeric,
        ${write}::numeric, '2026-11-28Z', ${`List price of ${from}: ${source}`}
      where not exists (select from prices where created_by is not null and price_fits(prices.model, ${model}))`.execute(
      db,
    );
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table model_shutdowns`.execute(db);
  await sql.raw(settleCalls(withoutWrites)).execute(db);
  await sql`drop function call_cost(bigint, bigint, bigint, bigint, prices)`.execute(db);
  await sql`alter table ledger drop cache_write_tokens`.execute(db);
  await sql`delete from prices where created_at = '2026-11-28Z' and created_by is null`.execute(db);
  await sql`alter table prices drop cache_write_per_million`.execute(db);
}
