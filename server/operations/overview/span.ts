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

/** The day of a moment, in the period's time zone. */
const dayOf = (moment: RawBuilder<unknown>, { timeZone }: Span): RawBuilder<string> =>
  sql`(${moment} at time zone ${timeZone}::text)::date`;

/** Rows of the period's apps. */
export const ofApp = ({ apps }: Span): RawBuilder<boolean> =>
  apps === null
    ? sql`true`
    : apps.length === 1
      ? sql`app_id = ${apps[0]}`
      : sql`app_id = any(${apps}::text[])`;

/** The days of the period with their start and end; each is read as a range of an index. */
export const daysOf = (span: Span): RawBuilder<unknown> => sql`(
  select day, day::timestamp at time zone ${span.timeZone}::text as begins,
    (day + 1)::timestamp at time zone ${span.timeZone}::text as ends
  from (select ${dayOf(sql`now()`, span)} - n as day from generate_series(0, ${span.days - 1}::integer) n) named) days`;
