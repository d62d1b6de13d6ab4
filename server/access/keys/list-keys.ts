import { sql } from 'kysely';
import type { AppCall } from '../../call.ts';
import { toKey } from './to-key.ts';

/** The app's keys, newest first, including revoked ones. For rotated keys: until when the old secret works. */
export async function listKeys(call: AppCall) {
  const rows = await call.db
    .selectFrom('keys')
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom('rotated_secrets as old')
        .select(({ fn }) => fn.max('old.works_until').as('until'))
        .whereRef('old.app_id', '=', 'keys.app_id')
        .whereRef('old.key_id', '=', 'keys.key_id')
        .where('old.works_until', '>', sql<Date>`now()`)
        .as('old_works_until'),
    )
    .where('app_id', '=', call.app.appId)
    .orderBy('key_id', 'desc')
    .execute();
  return {
    keys: rows.map((row) => ({
      ...toKey(row),
      old_works_until: row.old_works_until?.toISOString() ?? null,
    })),
  };
}
