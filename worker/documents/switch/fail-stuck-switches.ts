import { sql } from 'kysely';
import { boundTo } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';
import { withoutJob } from '../../../shared/platform/without-job.ts';
import { claimSwitch, failSwitch } from './claim-switch.ts';

/** Fails switches that no job works on any more. @returns how many there were */
export async function failStuckSwitches(worker: Worker): Promise<number> {
  const { rows: underway } = await sql<{ app_id: string; switch_id: string }>`
    select app_id, switch_id from embedding_switches
    where status in ('embedding', 'checking', 'switching') and updated_at < now() - interval '5 minutes'`.execute(
    worker.db,
  );
  const lost = await withoutJob(worker.db, underway, { jobs: ['switch-embedding'], field: 'switch_id' });
  for (const stuck of lost) {
    const bound = boundTo(worker, stuck.app_id);
    const claim = await claimSwitch(bound, stuck);
    if (claim) await failSwitch(bound, claim, 'It was interrupted too often. Resume it, or cancel it.');
  }
  return lost.length;
}
