import type { AppCall } from '../call.ts';
import { findRun } from './find-run.ts';
import { toRuns } from './to-runs.ts';

/** An evaluation run with its counts so far. @throws evaluation_run_not_found */
export async function getRun(call: AppCall, { run_id }: { run_id: string }) {
  const [evaluation_run] = await toRuns(call, [await findRun(call, run_id)]);
  return { evaluation_run: evaluation_run! };
}
