import type { JobResult, JobWithMetadata as Job } from 'pg-boss';
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
import { ingestTogether } from './documents/ingest-together.ts';
import { indexVectors } from './documents/index-vectors.ts';
import { fetchDocument } from './documents/fetch-document.ts';
import { recognisePages } from './documents/ocr/recognise-pages.ts';
import { refreshSource } from './documents/sources/refresh-source.ts';
import { removeSourceDocuments } from './documents/sources/remove-source-documents.ts';
import { startDueSources } from './documents/sources/start-due-sources.ts';
import { runEvaluation } from './evaluations/run-evaluation.ts';
import { startNightlyEvaluations } from './evaluations/start-nightly-evaluations.ts';
import { issueInvoices } from './billing/issue-invoices.ts';
import { analyseTables } from './operations/analyse-tables.ts';
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
import { sendMail } from './mail/send-mail.ts';
import { writeMails } from './mail/write-mails.ts';
import { startDigests } from './mail/start-digests.ts';
import { sweepMails } from './mail/sweep-mails.ts';
import { sweepWebhooks } from './webhooks/sweep-webhooks.ts';
import { sweepExports } from './privacy/sweep-exports.ts';
import { writeExport } from './privacy/write-export.ts';
import type { Handler, HandlerTogether, Worker } from './worker.ts';
import { SMALL } from '../shared/platform/queue.ts';

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
  'write-mails': writeMails,
  'start-digests': startDigests,
  'send-mail': sendMail,
  'sweep-mails': sweepMails,
  'maintain-database': maintainDatabase,
  'analyse-tables': analyseTables,
  'rotate-app-key': rotateAppKey,
  'write-export': writeExport,
  'sweep-exports': sweepExports,
  'schedule-retention': scheduleRetention,
  'apply-retention': applyRetention,
};

/** Handlers of small jobs of one app at once. */
const handlersTogether: { [N in JobName]?: HandlerTogether<JobPayload<N>> } = {
  'read-document': ingestTogether,
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
    for (let lane = 0; lane < jobs[name].concurrency; lane++) {
      await work(worker, name);
      if (handlersTogether[name]) await workTogether(worker, name);
    }
  return () => compute.close();
}

const POLLING = {
  includeMetadata: true as const,
  pollingIntervalSeconds: 2,
  heartbeatRefreshSeconds: 10,
  // NOTIFY wakes the worker. Polling covers missed notifications, and retries that become due.
  notifyPollingIntervalSeconds: 10,
};

async function work(worker: Worker, name: JobName): Promise<void> {
  const definition: JobDefinition = jobs[name];
  const handler = handlers[name] as Handler<unknown>;
  const options = { ...POLLING, ...(definition.together !== undefined && { maxPriority: SMALL - 1 }) };
  const { boss } = worker.queue;
  const id = await boss.work<object, void, typeof options>(name, options, async ([job]) => {
    if (!job) return;
    // There may be more: poll again as soon as this one is done.
    boss.notifyWorker(id);
    const signal = AbortSignal.any([job.signal, worker.stopping.signal]);
    const waits = (error: unknown) => waitsFor(job, definition, error);
    const error = await attempt(worker, name, () => {
      const payload = definition.payload.parse(job.data);
      return handler(worker, { payload, signal, last: job.retryCount >= job.retryLimit, waits });
    });
    if (error !== undefined && !(await postponed(worker, name, job, error, signal)))
      throw failed(worker, name, job, error);
  });
}

/** Takes the small jobs of a queue, many at once, and settles each by itself. */
async function workTogether(worker: Worker, name: JobName): Promise<void> {
  const definition: JobDefinition = jobs[name];
  const handler = handlersTogether[name] as HandlerTogether<unknown>;
  const batchSize = definition.together!;
  const options = { ...POLLING, minPriority: SMALL, batchSize, perJobResults: true as const };
  const { boss } = worker.queue;
  const id = await boss.work<object, void, typeof options>(name, options, async (all) => {
    boss.notifyWorker(id);
    const results: JobResult[] = [];
    for (const group of Map.groupBy(all, ({ data }) => (data as { app_id?: string }).app_id).values()) {
      const signal = AbortSignal.any([everyOf(group), worker.stopping.signal]);
      const error = await attempt(worker, name, () =>
        handler(
          worker,
          group.map(({ data }) => definition.payload.parse(data)),
          signal,
        ),
      );
      for (const job of group)
        results.push(
          error === undefined || (await postponed(worker, name, job, error, signal))
            ? { id: job.id, status: 'completed' }
            : { id: job.id, status: 'failed', output: failed(worker, name, job, error) },
        );
    }
    return results;
  });
}

/** Aborts when all jobs are: one that was taken back leaves the others alone. */
function everyOf(group: Job[]): AbortSignal {
  const all = new AbortController();
  const check = () => group.every(({ signal }) => signal.aborted) && all.abort(group[0]!.signal.reason);
  for (const { signal } of group) signal.addEventListener('abort', check, { once: true });
  check();
  return all.signal;
}

/** @returns the error, if there was one */
async function attempt(worker: Worker, name: JobName, run: () => Promise<void>): Promise<unknown> {
  const started = performance.now();
  try {
    await traced(worker, name, run);
    worker.log.debug({ job: name, ms: Math.round(performance.now() - started) }, 'job done');
    return undefined;
  } catch (error) {
    return error ?? new Error('rejected without a reason');
  }
}

/** Whether a job is put back after an error without counting an attempt. */
function waitsFor(job: Job, definition: JobDefinition, error: unknown): boolean {
  const since = (job.output as { waiting_since?: string } | null)?.waiting_since;
  const isPatient = !definition.cron && !(since && Date.now() - Date.parse(since) > LONGEST_WAIT_MS);
  return isPatient && outageOf(error) !== undefined;
}

/** Puts a job back that waits for something. @returns whether it does */
async function postponed(
  worker: Worker,
  name: JobName,
  job: Job,
  error: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  if (signal.aborted || !waitsFor(job, jobs[name], error)) return false;
  const outage = outageOf(error)!;
  worker.log.warn({ err: error, job: name, id: job.id, waiting_for: outage }, 'job waits');
  await worker.settlements.settle(() => postponeJob(worker.db, { name, id: job.id }, outage));
  return true;
}

/** @returns what is stored of a failed attempt, for months: a database error's detail or a model's answer may quote a document */
function failed(worker: Worker, name: JobName, job: Job, error: unknown): Error {
  worker.log.error({ err: error, job: name, id: job.id, attempt: job.retryCount + 1 }, 'job failed');
  return storable(error);
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
