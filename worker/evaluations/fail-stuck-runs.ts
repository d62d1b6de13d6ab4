import { sql } from 'kysely';
import { boundTo } from '../../shared/tenancy/app.ts';
import type { Worker } from '../worker.ts';
import { withoutJob } from '../../shared/platform/without-job.ts';
import { claimRun, endRun } from './claim-run.ts';

/** Fails evaluation runs that no job works on any more. @returns how many there were */
export async function failStuckRuns(worker: Worker): Promise<number> {
  const { rows: underway } = await sql<{ app_id: string; run_id: string }>`
    select app_id, run_id from evaluation_runs
    where status = 'running' and updated_at < now() - interval '5 minutes'`.execute(worker.db);
  const lost = await withoutJob(worker.db, underway, { jobs: ['run-evaluation'], field: 'run_id' });
  for (const stuck of lost) {
    const bound = boundTo(worker, stuck.app_id);
    const claim = await claimRun(bound, stuck);
    if (claim) await endRun(bound, claim, 'It was interrupted too often. Resume the run.');
  }
  return lost.length;
}
