import { sql } from 'kysely';
import { boundTo } from '../../shared/tenancy/app.ts';
import type { Worker } from '../worker.ts';
import { claimRun, endRun } from './claim-run.ts';

/** Fails evaluation runs that no job works on any more. @returns how many there were */
export async function failStuckRuns(worker: Worker): Promise<number> {
  const { rows } = await sql<{ app_id: string; run_id: string }>`
    select app_id, run_id from evaluation_runs underway
    where status = 'running' and updated_at < now() - interval '5 minutes' and not exists (
      select from pgboss.job where name = 'run-evaluation' and state in ('created', 'retry', 'active')
        and data->>'app_id' = underway.app_id and data->>'run_id' = underway.run_id)`.execute(worker.db);
  for (const stuck of rows) {
    const bound = boundTo(worker, stuck.app_id);
    const claim = await claimRun(bound, stuck);
    if (claim) await endRun(bound, claim, 'It was interrupted too often. Resume the run.');
  }
  return rows.length;
}
