import type { Aggregation } from '../../../shared/contract/aggregation.panel.ts';
import { jobs } from '../../../shared/platform/jobs.ts';
import { LATEST } from './run-aggregation.ts';
import type { AdminCall } from '../../call.ts';

/** The schedule of the aggregation and its latest runs. */
export async function listAggregations({ db }: AdminCall) {
  const rows = await db
    .selectFrom('aggregations')
    .selectAll()
    .orderBy('started_at', 'desc')
    .limit(LATEST)
    .execute();
  const runs = rows.map((row): Aggregation => ({
    ...row,
    started_at: row.started_at.toISOString(),
    finished_at: row.finished_at?.toISOString() ?? null,
  }));
  return { cron: jobs['aggregate-costs'].cron, runs };
}
