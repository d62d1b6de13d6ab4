import { sql } from 'kysely';
import type { AppCall } from '../../call.ts';
import { identitySecret } from './identity-secret.ts';

/**
 * Creates or replaces the app's identity secret. Signatures by the earlier one are refused on all processes within a
 * second.
 * @returns the secret, shown once
 */
export async function renewIdentitySecret(call: AppCall): Promise<{ secret: string }> {
  // Versions are never used again, even after the secret was removed in between.
  const { identity_secret_version } = await call.db
    .updateTable('apps')
    .set({ identity_secret_version: sql`abs(identity_secret_version) + 1` })
    .where('app_id', '=', call.app.appId)
    .returning('identity_secret_version')
    .executeTakeFirstOrThrow();
  return { secret: identitySecret(call, call.app, identity_secret_version) };
}
