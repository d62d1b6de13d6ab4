import { sql } from 'kysely';
import { discardAbandonedImports } from '../../shared/privacy/imports/discard-import.ts';
import { SILENT_AFTER_SECONDS } from '../../shared/platform/heartbeat.ts';
import { failDocument } from '../documents/ingest/claim.ts';
import { failStuckRuns } from '../evaluations/fail-stuck-runs.ts';
import { failStuckSwitches } from '../documents/switch/fail-stuck-switches.ts';
import type { Run, Worker } from '../worker.ts';
import { putBackJobs } from './put-back-jobs.ts';

/** A settlement that has just ended, and the heartbeat after it. */
const MARGIN = sql`interval '30 seconds'`;

/**
 * Settles what dead processes left: jobs, answers still `streaming`, open ledger rows, documents, embedding switches and
 * evaluation runs without a job, incomplete imports; and answers and ledger rows that a living process no longer has in hand. Ledger rows keep their
 * estimated size and are marked as estimated.
 */
export async function settleAbandoned(worker: Worker, _run: Run<object>): Promise<void> {
  const { db, log, heartbeat, processId } = worker;
  if (!heartbeat.isSteady()) return;
  await db
    .deleteFrom('processes')
    .where('seen_at', '<', sql<Date>`now() - make_interval(secs => ${SILENT_AFTER_SECONDS})`)
    .where('process_id', '!=', processId)
    .execute();
  const jobs = await putBackJobs(db, SILENT_AFTER_SECONDS);
  const abandoned = (begun: ReturnType<typeof sql>) => sql`(process_id is null or not exists (
    select from processes p where p.process_id = owner.process_id
      and (p.in_hand_since is null or ${begun} >= p.in_hand_since - ${MARGIN})))`;
  const { rows: answers } = await sql`
    update messages owner set status = 'failed', error_code = 'internal_error', completed_at = now(),
      input_tokens = 0, output_tokens = 0
    where status = 'streaming' and ${abandoned(sql`owner.created_at`)} returning 1`.execute(db);
  const { rows: calls } = await sql<{ count: number }>`
    with abandoned as (
      select app_id, usage_id, (
        select call_cost(input_tokens, 0, 0, input_per_million, cached_input_per_million, output_per_million)
        from price_of(owner.model, now())) as cost
      from ledger owner where status = 'open' and ${abandoned(sql`owner.opened_at`)} for update skip locked
    ), ended as (
      update ledger set status = 'settled', settled_at = now(), estimated = true, cost = abandoned.cost,
        unpriced_tokens = case when abandoned.cost is null then input_tokens else 0 end
      from abandoned
      where ledger.app_id = abandoned.app_id and ledger.usage_id = abandoned.usage_id and ledger.status = 'open'
      returning (ledger.app_id, key_id, kind, day, reserved, ledger.cost)::ended_call as call
    )
    select count(*), release_budgets(array_agg(call)) from ended`.execute(db);
  const documents = await failStuckDocuments(worker);
  const switches = await failStuckSwitches(worker);
  const evaluations = await failStuckRuns(worker);
  const imports = await discardAbandonedImports(worker);
  const counts = {
    jobs,
    answers: answers.length,
    calls: calls[0]!.count,
    documents,
    switches,
    evaluations,
    imports,
  };
  if (Object.values(counts).some((count) => count > 0)) log.warn(counts, 'settled what was abandoned');
}

/** Documents and versions that no job works on any more. @returns how many there were */
async function failStuckDocuments(worker: Worker): Promise<number> {
  const { rows } = await sql<{ app_id: string; document_id: string; ingest_attempt: number }>`
    select app_id, document_id, ingest_attempt from (
      select app_id, document_id, ingest_attempt, updated_at from documents where status not in ('ready', 'failed')
      union all
      select app_id, document_id, ingest_attempt, version.updated_at
      from document_versions version join documents using (app_id, document_id)
    ) underway
    where updated_at < now() - interval '5 minutes' and not exists (
      select from pgboss.job where name in ('fetch-document', 'read-document', 'embed-chunks')
        and state in ('created', 'retry', 'active')
        and data->>'app_id' = underway.app_id and data->>'document_id' = underway.document_id)`.execute(
    worker.db,
  );
  for (const { app_id: appId, document_id: documentId, ingest_attempt: attempt } of rows)
    await failDocument(
      worker,
      { appId, documentId, attempt },
      'Processing this document was interrupted too often. Upload it again.',
    );
  return rows.length;
}
