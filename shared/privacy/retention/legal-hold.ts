import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import { fail } from '../../platform/errors.ts';

/** Whether an app is on legal hold. No hold can start before this transaction has ended. */
export async function isHeld(tx: Tx, appId: string): Promise<boolean> {
  // Starting a hold takes this exclusive lock, so the two take turns even if there is no row yet.
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${appId}, 6))`.execute(tx);
  const row = await tx
    .selectFrom('retention')
    .select('hold_since')
    .where('app_id', '=', appId)
    .executeTakeFirst();
  return Boolean(row?.hold_since);
}

/** To be called before anything is removed from an app. @throws legal_hold */
export async function requireNoHold(tx: Tx, appId: string): Promise<void> {
  if (await isHeld(tx, appId)) fail('legal_hold');
}

/** Taken by the transaction that starts a hold, so that running removals end first. */
export const awaitRemovals = (tx: Tx, appId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${appId}, 6))`.execute(tx);
