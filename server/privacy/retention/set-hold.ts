import { sql } from 'kysely';
import type { SetHold } from '../../../shared/contract/privacy.panel.ts';
import { awaitRemovals } from '../../../shared/privacy/retention/legal-hold.ts';
import type { AppCall } from '../../call.ts';

/**
 * Starts or lifts a legal hold. While it is on, retention removes nothing and erasures are refused. Starting it again
 * keeps the first time.
 */
export async function setHold({ db, app }: AppCall, { held, reason }: SetHold) {
  await db.transaction().execute(async (tx) => {
    await awaitRemovals(tx, app.appId);
    const hold = held
      ? { hold_since: sql<Date>`coalesce(retention.hold_since, excluded.hold_since)`, hold_reason: reason }
      : { hold_since: null, hold_reason: null };
    await tx
      .insertInto('retention')
      .values({
        app_id: app.appId,
        hold_since: held ? sql<Date>`now()` : null,
        hold_reason: held ? reason : null,
      })
      .onConflict((conflict) =>
        conflict.column('app_id').doUpdateSet({ ...hold, updated_at: sql`excluded.updated_at` }),
      )
      .execute();
  });
  return { held };
}
