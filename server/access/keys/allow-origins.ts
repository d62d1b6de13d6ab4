import { fail } from '../../../shared/platform/errors.ts';
import type { AllowOrigins } from '../../../shared/contract/keys.panel.ts';
import type { AppCall } from '../../call.ts';
import { toKey } from './to-key.ts';

/**
 * Replaces the allowed origins of a key. Takes effect on all processes within a second.
 * @throws key_not_found; invalid_request for a publishable key without origins
 */
export async function allowOrigins(call: AppCall, { key_id, allowed_origins }: AllowOrigins) {
  const row = await call.db
    .updateTable('keys')
    .set({ allowed_origins: [...new Set(allowed_origins)] })
    .where('app_id', '=', call.app.appId)
    .where('key_id', '=', key_id)
    .where(({ eb, or }) => or([eb('kind', '=', 'secret'), eb.val(allowed_origins.length > 0)]))
    .returningAll()
    .executeTakeFirst();
  if (row) return { key: toKey(row) };
  if (allowed_origins.length > 0) fail('key_not_found');
  const key = await call.db
    .selectFrom('keys')
    .select('key_id')
    .where('app_id', '=', call.app.appId)
    .where('key_id', '=', key_id)
    .executeTakeFirst();
  return key
    ? fail('invalid_request', 'A publishable key needs at least one allowed origin.')
    : fail('key_not_found');
}
