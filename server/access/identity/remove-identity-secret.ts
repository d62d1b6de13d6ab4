import { sql } from 'kysely';
import type { AppCall } from '../../call.ts';

/** Ends signing: publishable keys can name no end user any more. */
export async function removeIdentitySecret(call: AppCall): Promise<{ enabled: boolean }> {
  await call.db
    .updateTable('apps')
    .set({ identity_secret_version: sql`-abs(identity_secret_version)` })
    .where('app_id', '=', call.app.appId)
    .execute();
  return { enabled: false };
}
