import { sql } from 'kysely';
import { anyOf } from '../../../db/any-of.ts';
import type { CostPart, Costs, CostsQuery, CostSums } from '../../../shared/contract/costs.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import { partSums, usageRowsSql } from '../../../shared/billing/ledger/usage-rows.ts';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

/** What a row of usage belongs to. */
const parts = { app: sql`app_id`, key: sql`key_id`, model: sql`model` };

type Row = CostSums & {
  day: string | null;
  part: string | null;
  whole_day: boolean;
  whole_part: boolean;
};

/**
 * Usage and cost of one app or all, by day and by app, key or model, in one statement so that all of it adds up. Days
 * are in each app's time zone; the period ends with the latest day that has started in any of them.
 * @throws app_not_found
 */
export async function getCosts({ db, seen }: SeenCall, { days, app_id, group }: CostsQuery): Promise<Costs> {
  const span = await findSpan({ db, seen }, days, app_id);
  const ofApp = app_id ? sql`app_id = ${app_id} and` : sql``;
  const ofSeen = seen
    ? sql`app_id in (select app_id from billed_apps where ${isSeen(seen, sql`workspace_id`)}) and`
    : sql``;
  const { rows } = await sql<Row>`
    with parts as materialized (
      select day, ${parts[group]} as part, ${partSums}
      from (${usageRowsSql(sql`${ofApp} ${ofSeen} day between ${span.first_day}::date and ${span.last_day}::date`)}) used
      group by 1, 2
    ), summed as (
      select day::text as day, part, grouping(day) = 1 as whole_day, grouping(part) = 1 as whole_part,
        coalesce(sum(requests), 0)::bigint as requests, coalesce(sum(input_tokens), 0)::bigint as input_tokens,
        coalesce(sum(cached_input_tokens), 0)::bigint as cached_input_tokens,
        coalesce(sum(output_tokens), 0)::bigint as output_tokens,
        coalesce(sum(unpriced_tokens), 0)::bigint as unpriced_tokens, trim_scale(sum(cost))::text as cost
      from parts group by grouping sets ((day, part), (day), (part), ())
    )
    select * from summed order by input_tokens + output_tokens desc, part`.execute(db);
  const names = await namesOf(db, group, rows);
  const ofDays = Map.groupBy(
    rows.filter((row) => !row.whole_day && !row.whole_part),
    (row) => row.day!,
  );
  const wholeDays = new Map(rows.filter((row) => row.whole_part).map((row) => [row.day, sumsOf(row)]));
  return {
    ...span,
    total: wholeDays.get(null)!,
    by_part: rows
      .filter((row) => row.whole_day && !row.whole_part)
      .map((row): CostPart => ({ part: row.part, name: names(row.part), ...sumsOf(row) })),
    by_day: daysOf(span, days).map((day) => ({
      day,
      ...(wholeDays.get(day) ?? nothing),
      parts: (ofDays.get(day) ?? []).map((row) => ({
        part: row.part,
        tokens: row.input_tokens + row.output_tokens,
        cost: row.cost,
      })),
    })),
  };
}

/** Names of the parts; the id of one that is gone. */
async function namesOf(
  db: SeenCall['db'],
  group: CostsQuery['group'],
  rows: Row[],
): Promise<(part: string | null) => string> {
  const ids = [...new Set(rows.flatMap(({ part }) => part ?? []))];
  const named =
    group === 'model'
      ? []
      : group === 'app'
        ? await db
            .selectFrom('billed_apps')
            .select(['app_id as id', 'name'])
            .where('app_id', '=', anyOf(ids))
            .execute()
        : await db
            .selectFrom('keys')
            .select(['key_id as id', 'name'])
            .where('key_id', '=', anyOf(ids))
            .execute();
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return (part) => (part === null ? 'Without a key' : (names.get(part) ?? part));
}

async function findSpan({ db, seen }: Pick<SeenCall, 'db' | 'seen'>, days: number, appId?: string) {
  const { rows } = await sql<{ first_day: string | null; last_day: string }>`
    select (max(today) - ${days - 1}::integer)::text as first_day, max(today)::text as last_day
    from (
      select (now() at time zone time_zone)::date as today from workspaces
      where (${appId ?? null}::text is null
        or workspace_id = (select workspace_id from billed_apps where app_id = ${appId ?? null} limit 1))
        and ${isSeen(seen, sql`workspace_id`)}
    ) clocks`.execute(db);
  const { first_day, last_day } = rows[0]!;
  return { first_day: first_day ?? fail('app_not_found'), last_day };
}

const nothing: CostSums = {
  requests: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  unpriced_tokens: 0,
  cost: '0',
};

const sumsOf = (row: Row): CostSums => ({
  requests: row.requests,
  input_tokens: row.input_tokens,
  cached_input_tokens: row.cached_input_tokens,
  output_tokens: row.output_tokens,
  unpriced_tokens: row.unpriced_tokens,
  // No tokens cost nothing. Tokens without a price have an unknown cost.
  cost: row.cost ?? (row.unpriced_tokens > 0 ? null : '0'),
});

const DAY_MS = 86_400_000;

const daysOf = ({ first_day }: { first_day: string }, days: number): string[] =>
  Array.from({ length: days }, (_, index) =>
    new Date(Date.parse(first_day) + index * DAY_MS).toISOString().slice(0, 10),
  );
