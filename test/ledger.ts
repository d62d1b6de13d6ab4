// Ledgers as tests need them: apps without documents, rows of any day, sums to compare with.
import { sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { PlanName } from '../db/tables/plans.ts';
import { recordFee } from '../shared/billing/invoices/record-fee.ts';
import { newId } from '../shared/platform/ids.ts';

/** Days as an app's workspace counts them, for rows that a test writes itself. */
export async function calendarOf(db: Db, appId: string): Promise<(moment: Date) => string> {
  const { time_zone } = await db
    .selectFrom('workspaces')
    .innerJoin('apps', 'apps.workspace_id', 'workspaces.workspace_id')
    .select('time_zone')
    .where('app_id', '=', appId)
    .executeTakeFirstOrThrow();
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: time_zone });
  return (moment) => calendar.format(moment);
}

/** A workspace with one app in it. */
export async function newBilledApp(
  db: Db,
  {
    timeZone = 'UTC',
    plan = 'custom',
    name = 'Test',
  }: { timeZone?: string; plan?: PlanName; name?: string } = {},
): Promise<{ appId: string; workspaceId: string }> {
  const workspaceId = newId('wsp');
  const appId = newId('app');
  await db
    .insertInto('workspaces')
    .values({ workspace_id: workspaceId, name: 'Test', plan, time_zone: timeZone })
    .execute();
  await db.transaction().execute((tx) => recordFee(tx, workspaceId));
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

/** Two months of an app's usage, each day alike: two models with a price, and one without. */
export async function spendDaily(db: Db, appId: string, keyId: string | null = null): Promise<void> {
  await sql`
    insert into ledger (app_id, usage_id, key_id, kind, model, day, status, input_tokens, output_tokens, cost,
      unpriced_tokens, opened_at, settled_at)
    select ${appId}, ${appId} || '_' || n || '_' || given.model, case when given.model = 'gpt-4o' then null else ${keyId} end,
      'chat', given.model, current_date - n, 'settled', 40000, 9000, given.cost,
      case when given.cost is null then 49000 else 0 end, now() - make_interval(days => n), now() - make_interval(days => n)
    from generate_series(0, 64) as n,
      (values ('gpt-4o-mini', 0.0114), ('gpt-4o', 0.19000000000001), ('own-model', null::numeric)) as given (model, cost)
    where given.model <> 'own-model' or n % 3 = 0`.execute(db);
}
