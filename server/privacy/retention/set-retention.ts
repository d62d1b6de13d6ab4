import { sql } from 'kysely';
import type { RetentionPolicy } from '../../../shared/contract/privacy.panel.ts';
import type { AppCall } from '../../call.ts';

/** Sets the retention of an app, effective with the next nightly run. */
export async function setRetention(
  { db, app }: AppCall,
  { conversation_days, document_days, ledger_days }: RetentionPolicy,
) {
  const policy = { conversation_days, document_days, ledger_days };
  await db
    .insertInto('retention')
    .values({ app_id: app.appId, ...policy })
    .onConflict((conflict) =>
      conflict.column('app_id').doUpdateSet({ ...policy, updated_at: sql`excluded.updated_at` }),
    )
    .execute();
  return { policy };
}
