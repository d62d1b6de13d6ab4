import type { CreateSet } from '../../shared/contract/evaluations.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { AppCall } from '../call.ts';
import { toSets } from './to-sets.ts';

/** Creates an evaluation set without questions. */
export async function createSet(call: AppCall, input: CreateSet) {
  const row = await call.db
    .insertInto('evaluation_sets')
    .values({ app_id: call.app.appId, set_id: newId('evs'), ...input })
    .returningAll()
    .executeTakeFirstOrThrow();
  const [evaluation_set] = await toSets(call, [row]);
  return { evaluation_set: evaluation_set! };
}
