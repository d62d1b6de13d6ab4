import type { GetSet } from '../../shared/contract/evaluations.ts';
import { estimateJudging } from '../../shared/evaluations/estimate-judging.ts';
import type { AppCall } from '../call.ts';
import { findSet } from './find-set.ts';
import { requireJudge } from './start-evaluation.ts';
import { toSets } from './to-sets.ts';

/** An evaluation set with its newest run. @throws evaluation_set_not_found, invalid_request */
export async function getSet(call: AppCall, { set_id, judge_model }: GetSet) {
  const [evaluation_set] = await toSets(call, [await findSet(call, set_id)]);
  if (!judge_model) return { evaluation_set: evaluation_set! };
  requireJudge(call, judge_model);
  const { cost, ...estimate } = await estimateJudging(
    call.db,
    { appId: call.app.appId, setId: set_id },
    judge_model,
  );
  const judge_estimate = { ...estimate, model: judge_model, cost: cost === null ? null : Number(cost) };
  return { evaluation_set: { ...evaluation_set!, judge_estimate } };
}
