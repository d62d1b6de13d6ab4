import type { AppCall } from '../call.ts';
import { findSet } from './find-set.ts';
import { toRuns } from './to-runs.ts';

type Wanted = { set_id: string; page: number; per_page: number };

/** A page of the runs of an evaluation set, newest first. @throws evaluation_set_not_found */
export async function listRuns(call: AppCall, { set_id, page, per_page }: Wanted) {
  await findSet(call, set_id);
  const rows = await call.db
    .selectFrom('evaluation_runs')
    .selectAll()
    .where('app_id', '=', call.app.appId)
    .where('set_id', '=', set_id)
    .orderBy('run_id', 'desc')
    .limit(per_page + 1)
    .offset((page - 1) * per_page)
    .execute();
  return {
    evaluation_runs: await toRuns(call, rows.slice(0, per_page)),
    meta: { current_page: page, per_page, has_more: rows.length > per_page },
  };
}
