import { sql } from 'kysely';
import type { UpdateSet } from '../../shared/contract/evaluations.ts';
import { fail } from '../../shared/platform/errors.ts';
import type { AppCall } from '../call.ts';
import { toSets } from './to-sets.ts';

/** Changes the given fields of an evaluation set. @throws evaluation_set_not_found */
export async function updateSet(call: AppCall, { set_id, name, nightly, gate }: UpdateSet) {
  const row = await call.db
    .updateTable('evaluation_sets')
    .set({
      ...(name !== undefined && { name }),
      ...(nightly !== undefined && { nightly }),
      ...(gate !== undefined && { gate }),
      updated_at: sql`now()`,
    })
    .where('app_id', '=', call.app.appId)
    .where('set_id', '=', set_id)
    .returningAll()
    .executeTakeFirst();
  const [evaluation_set] = await toSets(call, [row ?? fail('evaluation_set_not_found')]);
  return { evaluation_set: evaluation_set! };
}
