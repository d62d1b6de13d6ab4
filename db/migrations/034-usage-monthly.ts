// Sums of usage_daily by month, for usage over a year. Triggers keep them, so whoever adds to a day adds to its month.
import { sql, type Kysely } from 'kysely';
import { protectTable } from '../protect-table.ts';

const SUMS = [
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'unpriced_tokens',
];

/** Adds rows of usage_daily, or what changed of them, to their months. Costs stay null until there is one. */
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

const statements = [
  `create table usage_monthly (
    app_id text not null,
    month date not null,
    key_id text not null,
    model text not null,
    kind text not null,
    ${SUMS.map((name) => `${name} bigint not null`).join(', ')},
    cost numeric(38, 14),
    primary key (app_id, month, key_id, model, kind)
  )`,
  // Nobody adds to a day between the sums and the triggers.
  `lock table usage_daily in share row exclusive mode`,
  addTo('usage_daily'),
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

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
  await protectTable(db, 'usage_monthly');
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop trigger add_changes_to_months on usage_daily`.execute(db);
  await sql`drop trigger add_days_to_months on usage_daily`.execute(db);
  await sql`drop function add_changes_to_months(), add_days_to_months()`.execute(db);
  await sql`drop table usage_monthly`.execute(db);
}
