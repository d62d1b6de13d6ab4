import type { AppCall } from '../call.ts';
import { findSet } from './find-set.ts';
import { toSets } from './to-sets.ts';

/** An evaluation set with its newest run. @throws evaluation_set_not_found */
export async function getSet(call: AppCall, { set_id }: { set_id: string }) {
  const [evaluation_set] = await toSets(call, [await findSet(call, set_id)]);
  return { evaluation_set: evaluation_set! };
}
