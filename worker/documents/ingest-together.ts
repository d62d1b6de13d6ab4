import { buffer } from 'node:stream/consumers';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { withTables } from '../../shared/documents/tables/table.ts';
import type { MediaType } from '../../shared/contract/media-type.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { longestChunk } from './chunk/longest-chunk.ts';
import { ComputeError } from './compute/compute-error.ts';
import { fromPlainError } from './compute/messages.ts';
import { ExtractionError } from './extract/extraction-error.ts';
import { failDocument, type Claim } from './ingest/claim.ts';
import { claimTogether } from './ingest/claim-together.ts';
import { BATCH_SIZE, embedPieces, type EmbeddedPieces } from './ingest/embed-pieces.ts';
import { keepTexts } from './ingest/keep-texts.ts';
import { publishTogether, type ReadDocument } from './ingest/publish-together.ts';
import { settleAlone } from '../../shared/billing/ledger/settle-alone.ts';
import { noteCalls } from '../../shared/billing/ledger/note-calls.ts';
import { analyseSearched } from './analyse-searched.ts';
import { flushWords } from './flush-words.ts';
import type { Worker } from '../worker.ts';

const TIMEOUT_MS = 300_000;

/**
 * Ingests new small documents of one app together: one call of the child process, few model calls, one transaction.
 * Whatever goes wrong with more than a document's own content makes it a job of its own, where it is tried again by
 * itself: so no document fails another one. It can be killed at any line and run again.
 */
export async function ingestTogether(
  service: Worker,
  payloads: JobPayload<'read-document'>[],
  signal: AbortSignal,
): Promise<void> {
  const appId = payloads[0]!.app_id;
  const worker = boundTo(service, appId);
  const app = await findApp(worker, appId);
  if (!app) return;
  const alone = new Set(payloads.map(({ document_id }) => document_id));
  try {
    const claims = await claimTogether(worker.db, appId, [...alone]);
    const read = await readAll(worker, app, claims, signal);
    for (const { claim, error } of read.refused) {
      await failDocument(worker, claim, error.message);
      alone.delete(claim.documentId);
    }
    for (const documentId of await publishAll(worker, app, read.documents, signal)) alone.delete(documentId);
  } catch (error) {
    if (signal.aborted) throw error;
    worker.log.warn({ err: error, documents: alone.size }, 'small documents are ingested one by one');
  }
  const jobs = [...alone].map((document_id) => ({ payload: { app_id: appId, document_id }, small: false }));
  await worker.queue.sendAll(worker.db, 'read-document', jobs);
  await flushWords(service);
  await analyseSearched(service);
}

type Read = { documents: ReadDocument[]; refused: { claim: Claim; error: ExtractionError }[] };

/** Reads the originals of documents in the child process. Those that are in neither list go alone. */
async function readAll(worker: Worker, app: App, claims: Claim[], signal: AbortSignal): Promise<Read> {
  const { appId, dataKey } = app;
  const originals = await Promise.allSettled(
    claims.map(async ({ originalBlob }) =>
      buffer(await worker.blobs.read({ appId, blobId: originalBlob, key: dataKey })),
    ),
  );
  const found = claims.flatMap((claim, index) => {
    const original = originals[index]!;
    return original.status === 'fulfilled' ? [{ claim, bytes: original.value }] : [];
  });
  const options = { readHidden: worker.config.ingestHidden === 'read' };
  const maxTokens = longestChunk(app.embedding.model, worker.config.models);
  const documents = found.map(({ claim, bytes }) => ({
    bytes,
    type: claim.mediaType as MediaType,
    appId,
    name: claim.name,
    maxTokens,
    options,
  }));
  const limits = { signal, timeoutMs: TIMEOUT_MS, cpuMs: worker.config.ingestCpuSeconds * 1_000 };
  const results = await worker.compute.run('prepareDocuments', { documents }, limits).catch((error) => {
    // One of them was too much for the process.
    if (error instanceof ComputeError && !signal.aborted) return [];
    throw error;
  });
  const read: Read = { documents: [], refused: [] };
  for (const [index, result] of results.entries()) {
    const { claim } = found[index]!;
    if ('document' in result) {
      if (result.document.scans.length === 0) read.documents.push({ claim, prepared: result.document });
      continue;
    }
    const error = fromPlainError(result.error);
    if (error instanceof ExtractionError) read.refused.push({ claim, error });
  }
  return read;
}

/** Embeds what was read, and makes it searchable. @returns ids of the documents that are done */
async function publishAll(
  worker: Worker,
  app: App,
  documents: ReadDocument[],
  signal: AbortSignal,
): Promise<string[]> {
  if (documents.length === 0) return [];
  const release = worker.settlements.hold();
  const made: EmbeddedPieces[] = [];
  const texts = documents.map(({ claim, prepared }) => ({
    documentId: claim.documentId,
    text: withTables(prepared.text, prepared.tables),
  }));
  const pieces = documents.flatMap(({ claim, prepared }) =>
    prepared.chunks.map((chunk) => ({ documentId: claim.documentId, chunk })),
  );
  try {
    const [textBlobs] = await Promise.all([
      keepTexts(worker, app, texts),
      embedAll(worker, app, pieces, made, signal),
    ]);
    const { dollars, done } = await publishTogether(worker, app, documents, textBlobs, made);
    noteCalls(
      worker.metrics,
      app.appId,
      made.map(({ call }) => call),
      dollars,
    );
    return done;
  } catch (error) {
    // The calls were made.
    for (const { call } of made) await settleAlone(worker, app.appId, call);
    throw error;
  } finally {
    release();
  }
}

async function embedAll(
  worker: Worker,
  app: App,
  pieces: { documentId: string; chunk: ReadDocument['prepared']['chunks'][number] }[],
  made: EmbeddedPieces[],
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < pieces.length; from += BATCH_SIZE) {
    const batch = pieces.slice(from, from + BATCH_SIZE);
    // The ledger names the document that a call was made for, unless it was made for several.
    const [documentId, ...others] = new Set(batch.map((piece) => piece.documentId));
    const only = others.length === 0 ? documentId : undefined;
    const chunks = batch.map(({ chunk }) => chunk);
    made.push(await embedPieces(worker, app, only, chunks, signal));
  }
}
