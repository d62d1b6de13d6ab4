import { sql } from 'kysely';
import { boundTo } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';
import { claimSwitch, failSwitch } from './claim-switch.ts';

/** Fails switches that no job works on any more. @returns how many there were */
export async function failStuckSwitches(worker: Worker): Promise<number> {
  const { rows } = await sql<{ app_id: string; switch_id: string }>`
    select app_id, switch_id from embedding_switches underway
    where status in ('embedding', 'checking', 'switching') and updated_at < now() - interval '5 minutes' and not exists (
      select from pgboss.job where name = 'switch-embedding' and state in ('created', 'retry', 'active')
        and data->>'app_id' = underway.app_id and data->>'switch_id' = underway.switch_id)`.execute(
    worker.db,
  );
  for (const stuck of rows) {
    const bound = boundTo(worker, stuck.app_id);
    const claim = await claimSwitch(bound, stuck);
    if (claim) await failSwitch(bound, claim, 'It was interrupted too often. Resume it, or cancel it.');
  }
  return rows.length;
}
