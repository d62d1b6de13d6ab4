import type { Limits } from '../../../shared/contract/keys.panel.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { toKey } from './to-key.ts';

/** Sets the limits of a key. Takes effect on all processes within a second. */
export async function limitKey(call: AppCall, { key_id, limits }: { key_id: string; limits: Limits }) {
  const row = await call.db
    .updateTable('keys')
    .set(limits)
    .where('app_id', '=', call.app.appId)
    .where('key_id', '=', key_id)
    .returningAll()
    .executeTakeFirst();
  if (!row) fail('key_not_found');
  return { key: toKey(row) };
}
