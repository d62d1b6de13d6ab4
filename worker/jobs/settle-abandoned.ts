import { sql } from 'kysely';
import { emitEvent } from '../../shared/webhooks/emit-event.ts';
import { SILENT_AFTER_SECONDS } from '../../shared/heartbeat.ts';
import type { Run, Worker } from '../worker.ts';
import { putBackJobs } from './put-back-jobs.ts';

/**
 * Settles what processes that died left in hand: jobs, answers still `streaming`, ledger rows still open, documents
 * whose job is gone. Ledger rows keep the size that was expected when they were opened, marked as estimated.
 */
export async function settleAbandoned(
  { db, queue, log, heartbeat, processId }: Worker,
  _run: Run<object>,
): Promise<void> {
  if (!heartbeat.isSteady()) return;
  await sql`delete from processes where seen_at < now() - make_interval(secs => ${SILENT_AFTER_SECONDS})
    and process_id <> ${processId}`.execute(db);
  const jobs = await putBackJobs(db, SILENT_AFTER_SECONDS);
  const dead = sql`(process_id is null or not exists (select from processes p where p.process_id = owner.process_id))`;
  const { rows: answers } = await sql`
    update messages owner set status = 'failed', error_code = 'internal_error', completed_at = now(),
      input_tokens = 0, output_tokens = 0
    where status = 'streaming' and ${dead} returning 1`.execute(db);
  const { rows: calls } = await sql`
    update ledger owner set status = 'settled', settled_at = now(), estimated = true,
      cost = (
        select owner.input_tokens * prices.input_per_million / 1000000 from prices
        where effective_from <= now() and (owner.model = prices.model or owner.model like prices.model || '-20__-__-__')
        order by length(prices.model) desc, effective_from desc limit 1)
    where status = 'open' and ${dead} returning 1`.execute(db);
  const { rows: documents } = await db.transaction().execute(async (tx) => {
    const failed = await sql<{ app_id: string; document_id: string; error: string }>`
    update documents set status = 'failed', updated_at = now(),
      error = 'Reading this document was interrupted too often. Upload it again.'
    where status not in ('ready', 'failed') and updated_at < now() - interval '5 minutes'
      and not exists (
        select from pgboss.job where name in ('chunk-document', 'embed-chunks') and state in ('created', 'retry', 'active')
          and data->>'app_id' = documents.app_id and data->>'document_id' = documents.document_id)
    returning app_id, document_id, error`.execute(tx);
    for (const { app_id, ...document } of failed.rows)
      await emitEvent(tx, queue, app_id, 'document.failed', document);
    return failed;
  });
  const counts = { jobs, answers: answers.length, calls: calls.length, documents: documents.length };
  if (Object.values(counts).some((count) => count > 0))
    log.warn(counts, 'settled what dead processes left behind');
}
