import type { Run, Worker } from '../worker.ts';
import { analyseGrown } from '../../shared/platform/analyse-grown.ts';

/** The embedded database has no autovacuum, which keeps the statistics of a Postgres server current. */
export async function analyseTables(worker: Worker, _run: Run<object>): Promise<void> {
  if (worker.connection.engine.kind === 'embedded') await analyseGrown(worker);
}
