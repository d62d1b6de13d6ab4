import { sql } from 'kysely';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import { boundTo } from '../../../shared/tenancy/app.ts';
import type { Run, Worker } from '../../worker.ts';

const ROWS_A_STATEMENT = 2_000;

/** Removes vectors that are no longer searched: of the previous model, or of a switch that was cancelled. */
export async function dropVectors(
  service: Worker,
  { payload: { app_id, generation }, signal }: Run<JobPayload<'drop-vectors'>>,
): Promise<void> {
  const { db } = boundTo(service, app_id);
  for (;;) {
    signal.throwIfAborted();
    // Never those in use, whoever sent the job.
    const { numAffectedRows } = await sql`
      delete from vector_index where app_id = ${app_id} and generation = ${generation} and chunk_id = any(array(
        select chunk_id from vector_index where app_id = ${app_id} and generation = ${generation}
        limit ${sql.lit(ROWS_A_STATEMENT)}))
      and ${generation}::integer <> (select embedding_generation from apps where app_id = ${app_id})
      and not exists (
        select from embedding_switches where app_id = ${app_id} and embedding_switches.generation = ${generation}
          and status not in ('finished', 'cancelled'))`.execute(db);
    if (Number(numAffectedRows ?? 0) === 0) return;
  }
}
