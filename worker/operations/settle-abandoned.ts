import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { discardAbandonedImports } from '../../shared/privacy/imports/discard-import.ts';
import { SILENT_AFTER_SECONDS } from '../../shared/platform/heartbeat.ts';
import { failDocument } from '../documents/ingest/claim.ts';
import { failStuckRuns } from '../evaluations/fail-stuck-runs.ts';
import { failStuckSwitches } from '../documents/switch/fail-stuck-switches.ts';
import type { Run, Worker } from '../worker.ts';
import { putBackJobs } from './put-back-jobs.ts';
import { withoutJob } from '../../shared/platform/without-job.ts';

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
  const { rows: open } = await sql<OpenCall>`
    select app_id, usage_id, model, input_tokens from ledger owner
    where status = 'open' and ${abandoned(sql`owner.opened_at`)}`.execute(db);
  const calls = await settleEstimated(db, open);
  const documents = await failStuckDocuments(worker);
  const switches = await failStuckSwitches(worker);
  const evaluations = await failStuckRuns(worker);
  const imports = await discardAbandonedImports(worker);
  const counts = {
    jobs,
    answers: answers.length,
    calls,
    documents,
    switches,
    evaluations,
    imports,
  };
  if (Object.values(counts).some((count) => count > 0)) log.warn(counts, 'settled what was abandoned');
}

type OpenCall = { app_id: string; usage_id: string; model: string; input_tokens: number };

/** Settles calls at their estimated size. @returns how many were still open */
async function settleEstimated(db: Db, open: OpenCall[]): Promise<number> {
  let count = 0;
  for (const [appId, calls] of Map.groupBy(open, ({ app_id }) => app_id)) {
    const given = calls.map(({ usage_id, model, input_tokens }) => ({
      usage_id,
      model,
      made: true,
      estimated: true,
      input: input_tokens,
      cached: 0,
      written: 0,
      output: 0,
      reasoning: 0,
    }));
    const { rows } = await sql`select 1 from settle_calls(${appId}, ${JSON.stringify(given)}::jsonb)`.execute(
      db,
    );
    count += rows.length;
  }
  return count;
}

/** Documents and versions that no job works on any more. @returns how many there were */
async function failStuckDocuments(worker: Worker): Promise<number> {
  const { rows: underway } = await sql<{ app_id: string; document_id: string; ingest_attempt: number }>`
    select app_id, document_id, ingest_attempt from (
      select app_id, document_id, ingest_attempt, updated_at from documents where status not in ('ready', 'failed')
      union all
      select app_id, document_id, ingest_attempt, version.updated_at
      from document_versions version join documents using (app_id, document_id)
    ) underway
    where updated_at < now() - interval '5 minutes'`.execute(worker.db);
  const stuck = await withoutJob(worker.db, underway, {
    jobs: ['fetch-document', 'read-document', 'embed-chunks'],
    field: 'document_id',
  });
  for (const { app_id: appId, document_id: documentId, ingest_attempt: attempt } of stuck)
    await failDocument(
      worker,
      { appId, documentId, attempt },
      'Processing this document was interrupted too often. Upload it again.',
    );
  return stuck.length;
}
