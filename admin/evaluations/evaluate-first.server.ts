import type { AppLoadContext } from '@remix-run/node';
import type { StartRun } from '../../shared/contract/evaluations.ts';
import { EvaluatedSettings } from '../../shared/contract/evaluations.ts';

const MOST_SETS = 100;

/** Runs the sets that warn before a change, with settings that are not saved or the vectors of an embedding switch. */
export async function evaluateFirst(
  api: AppLoadContext['api'],
  app_id: string,
  settings: StartRun['settings'],
  switch_id?: string,
): Promise<void> {
  const { evaluation_sets } = await api.evaluations.list({ app_id, per_page: MOST_SETS });
  // Without what the change does not touch, such as the name.
  const tried = EvaluatedSettings.parse(settings);
  for (const { set_id, gate, questions } of evaluation_sets)
    if (gate && questions > 0) await api.evaluations.start({ app_id, set_id, settings: tried, switch_id });
}
