import { sql, type RawBuilder } from 'kysely';
import { isSeen } from '../../is-seen.ts';
import type { SeenCall } from '../../call.ts';

/** Whole days including today. `apps`: what it is limited to; null: all. */
export type Span = { days: number; timeZone: string; apps: string[] | null };

/** For one app, or all that the caller sees. undefined: the app does not exist. */
export async function spanOf(
  { db, seen }: Pick<SeenCall, 'db' | 'seen'>,
  { days, app_id: appId }: { days: number; app_id?: string | undefined },
): Promise<Span | undefined> {
  const { rows } = await sql<{ zone: string; zones: number }>`
    select min(time_zone) as zone, count(distinct time_zone) as zones from workspaces
    where (${appId ?? null}::text is null or workspace_id = (select workspace_id from apps where app_id = ${appId ?? null}))
      and ${isSeen(seen, sql`workspace_id`)}`.execute(db);
  const { zone, zones } = rows[0]!;
  if (appId && !zone) return undefined;
  const timeZone = zones === 1 ? zone : 'UTC';
  if (appId) return { days, timeZone, apps: [appId] };
  return { days, timeZone, apps: seen && (await appsIn(db, seen)) };
}

/** The apps of workspaces, with those that are erased: what they have cost stays. */
async function appsIn(db: SeenCall['db'], seen: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ app_id: string }>`
    select app_id from billed_apps where ${isSeen(seen, sql`workspace_id`)}`.execute(db);
  return rows.map(({ app_id }) => app_id);
}

/** Start of the period. */
export const beginOf = ({ days, timeZone }: Span): RawBuilder<Date> =>
  sql`((now() at time zone ${timeZone}::text)::date - ${days - 1}::integer)::timestamp at time zone ${timeZone}::text`;

/** Rows of the period's apps. */
export const ofApp = ({ apps }: Span): RawBuilder<boolean> =>
  apps === null
    ? sql`true`
    : apps.length === 1
      ? sql`app_id = ${apps[0]}`
      : sql`app_id = any(${apps}::text[])`;

/** The place of the period's first day: the ones before it are of the period before. */
export const FIRST_DAY = 3;

/**
 * The place of a moment: `FIRST_DAY` and upwards are the days of the period; 1 is the period before, up to the same time of
 * day; 2 is what is left of that period's last day. Found by a binary search: a join with the days, or a change of the
 * time zone for each row, takes several times as long.
 */
export const placeOf = (
  moment: RawBuilder<unknown>,
  span: Span,
): RawBuilder<number> => sql`width_bucket(${moment}, (
  select array[
      ${beginOf({ ...span, days: 2 * span.days })},
      least(now() - ${span.days}::integer * interval '1 day', ${beginOf(span)})
    ] || array_agg(day::timestamp at time zone ${span.timeZone}::text order by day)
  from (select ${today(span)} - n as day from generate_series(0, ${span.days - 1}::integer) n) days))`;

/** The places of all days of the period, with the days. */
export const daysOf = (span: Span): RawBuilder<unknown> => sql`(
  select n + ${FIRST_DAY}::integer as place, ${today(span)} - ${span.days - 1}::integer + n as day
  from generate_series(0, ${span.days - 1}::integer) n) days`;

const today = ({ timeZone }: Span): RawBuilder<string> => sql`(now() at time zone ${timeZone}::text)::date`;
