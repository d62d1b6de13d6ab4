import { sql } from 'kysely';
import { fromKysely } from 'pg-boss';
import type { Tx } from '../../../db/database.ts';
import type { Context } from '../../../shared/context.ts';
import { jobs, type JobDefinition, type JobName, type JobPayload } from '../../../shared/platform/jobs.ts';

export type Ended = { id: string; queue: string; data: unknown };

/**
 * Returns ended jobs to their queues. pg-boss's own redrive does the same but wakes no worker: the job would wait up
 * to half a minute.
 * @returns how many were sent; jobs that the catalog no longer knows, or that already wait, stay
 */
export async function resend(ctx: Context, tx: Tx, from: string, ended: Ended[]): Promise<number> {
  const { boss } = ctx.queue;
  const db = fromKysely(tx);
  const sent: string[] = [];
  for (const { id, queue, data } of ended) {
    const definition: JobDefinition | undefined = jobs[queue as JobName];
    const payload = definition?.payload.safeParse(data);
    if (!payload?.success) continue;
    await reviveDocument(tx, queue as JobName, payload.data);
    if (await boss.send(queue, payload.data as object, { db })) sent.push(id);
  }
  if (sent.length > 0) await boss.deleteJob(from, sent, { db });
  return sent.length;
}

/** A failed document continues where its job continues. */
async function reviveDocument(tx: Tx, queue: JobName, payload: unknown): Promise<void> {
  if (queue !== 'fetch-document' && queue !== 'read-document' && queue !== 'embed-chunks') return;
  const { app_id, document_id, ...rest } = payload as JobPayload<'read-document'>;
  const attempt = queue === 'embed-chunks' ? (rest as { attempt: number }).attempt : undefined;
  // A failed new version was removed and its document is ready, so its job finds nothing to do.
  let document = tx
    .updateTable('documents')
    .set({ status: attempt ? 'embedding' : 'queued', error: null, updated_at: sql`now()` })
    .where('app_id', '=', app_id)
    .where('document_id', '=', document_id)
    .where('status', '=', 'failed');
  if (attempt) document = document.where('ingest_attempt', '=', attempt);
  await document.execute();
}
