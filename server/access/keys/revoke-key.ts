import { sql } from 'kysely';
import { moment } from '../../../db/moment.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import { toKey } from './to-key.ts';

/** Revokes a key permanently, on all processes within a second. A second revocation keeps the first time. */
export async function revokeKey(call: AppCall, { key_id }: { key_id: string }) {
  const row = await call.db
    .updateTable('keys')
    .set({ revoked_at: sql`coalesce(revoked_at, ${moment})` })
    .where('app_id', '=', call.app.appId)
    .where('key_id', '=', key_id)
    .returningAll()
    .executeTakeFirst();
  if (!row) fail('key_not_found');
  return { key: toKey(row) };
}
