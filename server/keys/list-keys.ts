import type { Call } from '../call.ts';
import { toKey } from './create-key.ts';

/** The app's keys, the newest first, revoked ones too. */
export async function listKeys(call: Call) {
  const rows = await call.db
    .selectFrom('keys')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .orderBy('key_id', 'desc')
    .execute();
  return { keys: rows.map(toKey) };
}
