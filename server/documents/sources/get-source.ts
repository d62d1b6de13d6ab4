import type { AppCall } from '../../call.ts';
import { findSource } from './find-source.ts';
import { toRun } from './to-run.ts';
import { toSources } from './to-sources.ts';

const MOST_RUNS = 20;

/** A source of the app with its latest refreshes. @throws source_not_found */
export async function getSource(call: AppCall, { source_id }: { source_id: string }) {
  const [source] = await toSources(call, [await findSource(call, source_id)]);
  const runs = await call.db
    .selectFrom('source_runs')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where('source_id', '=', source_id)
    .orderBy('run_id', 'desc')
    .limit(MOST_RUNS)
    .execute();
  // The newest may be under way: its counts come from the pages.
  return {
    source: source!,
    runs: runs.map((run) => (run.run_id === source!.last_run?.run_id ? source!.last_run : toRun(run))),
  };
}
