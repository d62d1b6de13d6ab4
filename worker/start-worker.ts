import type { Context } from '../shared/context.ts';
import { DocentError } from '../shared/platform/errors.ts';
import { jobs, type JobDefinition, type JobName, type JobPayload } from '../shared/platform/jobs.ts';
import { endFailed } from '../shared/platform/telemetry/tracing.ts';
import { createComputePool } from './documents/compute/pool.ts';
import { applyRetention } from './privacy/apply-retention.ts';
import { aggregateCosts } from './billing/aggregate-costs.ts';
import { chargeInvoice } from './billing/charge-invoice.ts';
import { chunkDocument } from './documents/chunk-document.ts';
import { creditPayment } from './billing/credit-payment.ts';
import { deleteBlobs } from './documents/delete-blobs.ts';
import { deliverWebhook } from './webhooks/deliver-webhook.ts';
import { embedChunks } from './documents/embed-chunks.ts';
import { fetchDocument } from './documents/fetch-document.ts';
import { issueInvoices } from './billing/issue-invoices.ts';
import { maintainDatabase } from './operations/maintain-database.ts';
import { rotateAppKey } from './security/rotate-app-key.ts';
import { putBackJobs } from './operations/put-back-jobs.ts';
import { raiseNotices } from './billing/raise-notices.ts';
import { erase } from './privacy/erase.ts';
import { resumeErasures } from './privacy/resume-erasures.ts';
import { forgetResults } from './access/forget-results.ts';
import { scheduleRetention } from './privacy/schedule-retention.ts';
import { settleAbandoned } from './operations/settle-abandoned.ts';
import { sweepBlobs } from './documents/sweep-blobs.ts';
import { sweepIndex } from './documents/sweep-index.ts';
import { sweepWebhooks } from './webhooks/sweep-webhooks.ts';
import { sweepExports } from './privacy/sweep-exports.ts';
import { writeExport } from './privacy/write-export.ts';
import type { Handler, Worker } from './worker.ts';

/** Every job of the catalog has its handler here; a missing one does not compile. */
const handlers: { [N in JobName]: Handler<JobPayload<N>> } = {
  'fetch-document': (worker, run) => fetchDocument(worker, run),
  'chunk-document': chunkDocument,
  'embed-chunks': embedChunks,
  'delete-blobs': deleteBlobs,
  'sweep-blobs': sweepBlobs,
  'sweep-index': sweepIndex,
  erase,
  'resume-erasures': resumeErasures,
  'settle-abandoned': settleAbandoned,
  'aggregate-costs': aggregateCosts,
  'issue-invoices': issueInvoices,
  'charge-invoice': chargeInvoice,
  'credit-payment': creditPayment,
  'raise-notices': raiseNotices,
  'forget-results': forgetResults,
  'deliver-webhook': deliverWebhook,
  'sweep-webhooks': sweepWebhooks,
  'maintain-database': maintainDatabase,
  'rotate-app-key': rotateAppKey,
  'write-export': writeExport,
  'sweep-exports': sweepExports,
  'schedule-retention': scheduleRetention,
  'apply-retention': applyRetention,
};

/**
 * Begins to run jobs, as they come and by their timetable.
 * @returns a function that ends the child processes, to be called when the queue has been closed
 */
export async function startWorker(ctx: Context): Promise<() => Promise<void>> {
  const worker: Worker = { ...ctx, compute: createComputePool({ log: ctx.log }) };
  // The embedded database serves one process: whatever it shows as running died with the one before.
  if (ctx.queue.alone) await putBackJobs(ctx.db, 0);
  // What a process that died left behind is settled at once, not at the next full minute.
  await settleAbandoned(worker, { payload: {}, signal: ctx.stopping.signal, last: true });
  for (const name of Object.keys(jobs) as JobName[])
    for (let lane = 0; lane < jobs[name].concurrency; lane++) await work(worker, name);
  return () => worker.compute.close();
}

async function work(worker: Worker, name: JobName): Promise<void> {
  const definition: JobDefinition = jobs[name];
  const handler = handlers[name] as Handler<unknown>;
  const options = {
    includeMetadata: true as const,
    pollingIntervalSeconds: 2,
    heartbeatRefreshSeconds: 10,
    // NOTIFY wakes us; looking by ourselves is for what it missed, and for a retry whose time has come.
    notifyPollingIntervalSeconds: 10,
  };
  const { boss } = worker.queue;
  const id = await boss.work<object, void, typeof options>(name, options, async ([job]) => {
    if (!job) return;
    // More may be waiting: look again as soon as this one is done, not at the next interval.
    boss.notifyWorker(id);
    const signal = AbortSignal.any([job.signal, worker.stopping.signal]);
    const started = performance.now();
    try {
      const payload = definition.payload.parse(job.data);
      await traced(worker, name, () =>
        handler(worker, { payload, signal, last: job.retryCount >= job.retryLimit }),
      );
      worker.log.debug({ job: name, ms: Math.round(performance.now() - started) }, 'job done');
    } catch (error) {
      worker.log.error({ err: error, job: name, id: job.id, attempt: job.retryCount + 1 }, 'job failed');
      // pg-boss keeps what is thrown for months; a database error's detail or a model's answer may quote a document.
      throw storable(error);
    }
  });
}

async function traced({ tracing }: Worker, name: JobName, work: () => Promise<void>): Promise<void> {
  const span = tracing?.begin(`process ${name}`, {
    kind: 'consumer',
    attributes: {
      'messaging.system': 'pg-boss',
      'messaging.operation.type': 'process',
      'messaging.destination.name': name,
    },
  });
  if (!span) return work();
  try {
    await tracing!.within(span, work);
    span.end();
  } catch (error) {
    endFailed(span, error);
    throw error;
  }
}

/** An error reduced to what may be kept: its name and code; its words only where they are ours. */
function storable(error: unknown): Error {
  const { name, code } = error as { name?: string; code?: string };
  const message = error instanceof DocentError ? error.message : (code ?? 'failed; the log has the reason');
  return Object.assign(new Error(message), { name: name ?? 'Error', code, stack: undefined });
}
