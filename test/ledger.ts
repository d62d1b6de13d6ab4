// Ledgers as tests need them: apps without documents, rows of any day, sums to compare with.
import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { PlanName } from '../db/tables/plans.ts';
import { newId } from '../shared/ids.ts';

/** The day of a moment in an app's workspace, for rows that a test writes itself. */
export const dayOf = (appId: string, moment: Date) =>
  sql<string>`(select (${moment}::timestamptz at time zone time_zone)::date
    from workspaces join apps using (workspace_id) where apps.app_id = ${appId})`;

/** A workspace with one app in it. */
export async function newBilledApp(
  db: Db,
  { timeZone = 'UTC', plan = 'custom' as PlanName, name = 'Test' } = {},
): Promise<{ appId: string; workspaceId: string }> {
  const workspaceId = newId('wsp');
  const appId = newId('app');
  await db
    .insertInto('workspaces')
    .values({ workspace_id: workspaceId, name: 'Test', plan, time_zone: timeZone })
    .execute();
  await db
    .insertInto('apps')
    .values({
      app_id: appId,
      workspace_id: workspaceId,
      name,
      embedding_model: 'builtin-hash',
      embedding_dimensions: 8,
      wrapped_key: Buffer.alloc(1),
    })
    .execute();
  return { appId, workspaceId };
}

/** Exact decimal text in units of 10^-14, the last digit of a cost. */
export function unitsOf(decimal: string | null): bigint {
  if (decimal === null) return 0n;
  const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(14, '0').slice(0, 14));
  return decimal.startsWith('-') ? -units : units;
}
