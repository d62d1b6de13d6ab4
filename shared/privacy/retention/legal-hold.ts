import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { fail } from '../../platform/errors.ts';

/** Whether an app is under a legal hold; no hold begins before this transaction has ended. */
export async function isHeld(tx: Tx, appId: string): Promise<boolean> {
  // Beginning a hold takes this lock alone: also where there is no row yet, the two take turns.
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${appId}, 6))`.execute(tx);
  const row = await tx
    .selectFrom('retention')
    .select('hold_since')
    .where('app_id', '=', appId)
    .executeTakeFirst();
  return Boolean(row?.hold_since);
}

/** For whatever removes something of an app for good. @throws legal_hold */
export async function requireNoHold(tx: Tx, appId: string): Promise<void> {
  if (await isHeld(tx, appId)) fail('legal_hold');
}

/** To be taken by the transaction that begins a hold: removals that have begun end first. */
export const awaitRemovals = (tx: Tx, appId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${appId}, 6))`.execute(tx);
