import type { Context } from '../shared/context.ts';
import { DocentError } from '../shared/platform/errors.ts';
import { jobs, type JobDefinition, type JobName, type JobPayload } from '../shared/platform/jobs.ts';
import { outageOf } from '../shared/platform/outage.ts';
import { endFailed } from '../shared/platform/telemetry/tracing.ts';
import { createComputePool, type ComputePool } from './documents/compute/pool.ts';
import { applyRetention } from './privacy/apply-retention.ts';
import { aggregateCosts } from './billing/aggregate-costs.ts';
import { chargeInvoice } from './billing/charge-invoice.ts';
import { readDocument } from './documents/read-document.ts';
import { closePayment } from './billing/close-payment.ts';
import { creditPayment } from './billing/credit-payment.ts';
import { deleteBlobs } from './documents/delete-blobs.ts';
import { deliverWebhook } from './webhooks/deliver-webhook.ts';
import { dropVectors } from './documents/switch/drop-vectors.ts';
import { switchEmbedding } from './documents/switch/switch-embedding.ts';
import { embedChunks } from './documents/embed-chunks.ts';
import { indexVectors } from './documents/index-vectors.ts';
import { fetchDocument } from './documents/fetch-document.ts';
import { recognisePages } from './documents/ocr/recognise-pages.ts';
import { refreshSource } from './documents/sources/refresh-source.ts';
import { removeSourceDocuments } from './documents/sources/remove-source-documents.ts';
import { startDueSources } from './documents/sources/start-due-sources.ts';
import { runEvaluation } from './evaluations/run-evaluation.ts';
import { startNightlyEvaluations } from './evaluations/start-nightly-evaluations.ts';
import { issueInvoices } from './billing/issue-invoices.ts';
import { maintainDatabase } from './operations/maintain-database.ts';
import { rotateAppKey } from './security/rotate-app-key.ts';
import { LONGEST_WAIT_MS, postponeJob } from './operations/postpone-job.ts';
import { putBackJobs } from './operations/put-back-jobs.ts';
import { raiseNotices } from './billing/raise-notices.ts';
import { readShutdowns } from './operations/read-shutdowns.ts';
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

/** The handler of every job in the catalog; a missing one does not compile. */
const handlers: { [N in JobName]: Handler<JobPayload<N>> } = {
  'fetch-document': (worker, run) => fetchDocument(worker, run),
  'read-document': readDocument,
  'recognise-pages': recognisePages,
  'embed-chunks': embedChunks,
  'refresh-source': (worker, run) => refreshSource(worker, run),
  'remove-source-documents': removeSourceDocuments,
  'start-due-sources': startDueSources,
  'switch-embedding': switchEmbedding,
  'drop-vectors': dropVectors,
  'index-vectors': (worker, run) => indexVectors(worker, run),
  'run-evaluation': runEvaluation,
  'start-nightly-evaluations': startNightlyEvaluations,
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
  'close-payment': closePayment,
  'raise-notices': raiseNotices,
  'read-shutdowns': readShutdowns,
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
 * Starts running jobs, from the queue and on schedule.
 * @param compute where files are read; default: child processes of its own
 * @returns a function that ends the child processes, to be called after the queue has been closed
 */
export async function startWorker(
  ctx: Context,
  compute: ComputePool = createComputePool({ log: ctx.log }),
): Promise<() => Promise<void>> {
  const worker: Worker = { ...ctx, compute };
  // The embedded database has one process: jobs shown as running died with the previous one.
  if (ctx.queue.alone) await putBackJobs(ctx.db, 0);
  // Settles what dead processes left at once, not at the next full minute.
  await settleAbandoned(worker, { payload: {}, signal: ctx.stopping.signal, last: true });
  for (const name of Object.keys(jobs) as JobName[])
    for (let lane = 0; lane < jobs[name].concurrency; lane++) await work(worker, name);
  return () => compute.close();
}

async function work(worker: Worker, name: JobName): Promise<void> {
  const definition: JobDefinition = jobs[name];
  const handler = handlers[name] as Handler<unknown>;
  const options = {
    includeMetadata: true as const,
    pollingIntervalSeconds: 2,
    heartbeatRefreshSeconds: 10,
    // NOTIFY wakes the worker. Polling covers missed notifications, and retries that become due.
    notifyPollingIntervalSeconds: 10,
  };
  const { boss } = worker.queue;
  const id = await boss.work<object, void, typeof options>(name, options, async ([job]) => {
    if (!job) return;
    // There may be more: poll again as soon as this one is done.
    boss.notifyWorker(id);
    const signal = AbortSignal.any([job.signal, worker.stopping.signal]);
    const started = performance.now();
    const since = (job.output as { waiting_since?: string } | null)?.waiting_since;
    const isPatient = !definition.cron && !(since && Date.now() - Date.parse(since) > LONGEST_WAIT_MS);
    const waits = (error: unknown) => isPatient && outageOf(error) !== undefined;
    try {
      const payload = definition.payload.parse(job.data);
      await traced(worker, name, () =>
        handler(worker, { payload, signal, last: job.retryCount >= job.retryLimit, waits }),
      );
      worker.log.debug({ job: name, ms: Math.round(performance.now() - started) }, 'job done');
    } catch (error) {
      if (!signal.aborted && waits(error)) {
        const outage = outageOf(error)!;
        worker.log.warn({ err: error, job: name, id: job.id, waiting_for: outage }, 'job waits');
        return await worker.settlements.settle(() => postponeJob(worker.db, { name, id: job.id }, outage));
      }
      worker.log.error({ err: error, job: name, id: job.id, attempt: job.retryCount + 1 }, 'job failed');
      // pg-boss stores the error for months; a database error's detail or a model's answer may quote a document.
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

/** An error reduced to what may be stored: name and code; the message only if it is ours. */
function storable(error: unknown): Error {
  const { name, code } = error as { name?: string; code?: string };
  const message =
    error instanceof DocentError ? error.message : (code ?? 'failed; see the log for the reason');
  return Object.assign(new Error(message), { name: name ?? 'Error', code, stack: undefined });
}
