import { sql, type RawBuilder } from 'kysely';
import type { Context } from '../../../shared/context.ts';

/** Whole days including today, for one app or all. */
export type Span = { days: number; timeZone: string; appId: string | undefined };

/** undefined: the app does not exist. */
export async function spanOf(
  { db }: Context,
  { days, app_id: appId }: { days: number; app_id?: string | undefined },
): Promise<Span | undefined> {
  const { rows } = await sql<{ zone: string; zones: number }>`
    select min(time_zone) as zone, count(distinct time_zone) as zones from workspaces
    where ${appId ?? null}::text is null or workspace_id = (select workspace_id from apps where app_id = ${appId ?? null})`.execute(
    db,
  );
  const { zone, zones } = rows[0]!;
  if (appId && !zone) return undefined;
  return { days, appId, timeZone: zones === 1 ? zone : 'UTC' };
}

/** Start of the period. */
export const beginOf = ({ days, timeZone }: Span): RawBuilder<Date> =>
  sql`((now() at time zone ${timeZone}::text)::date - ${days - 1}::integer)::timestamp at time zone ${timeZone}::text`;

/** The day of a moment, in the period's time zone. */
const dayOf = (moment: RawBuilder<unknown>, { timeZone }: Span): RawBuilder<string> =>
  sql`(${moment} at time zone ${timeZone}::text)::date`;

/** Rows of the period's app, or of all apps. */
export const ofApp = ({ appId }: Span): RawBuilder<boolean> => (appId ? sql`app_id = ${appId}` : sql`true`);

/** The days of the period with their start and end; each is read as a range of an index. */
export const daysOf = (span: Span): RawBuilder<unknown> => sql`(
  select day, day::timestamp at time zone ${span.timeZone}::text as begins,
    (day + 1)::timestamp at time zone ${span.timeZone}::text as ends
  from (select ${dayOf(sql`now()`, span)} - n as day from generate_series(0, ${span.days - 1}::integer) n) named) days`;
