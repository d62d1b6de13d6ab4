import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import type { MediaType } from '../../shared/contract/media-type.ts';
import { dropUnclaimed } from '../../shared/documents/drop-unclaimed.ts';
import { withTables } from '../../shared/documents/tables/table.ts';
import { removePublished, removeStaged } from '../../shared/documents/publish-chunks.ts';
import { publishSameText } from '../../shared/documents/publish-same-text.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { longestChunk } from './chunk/longest-chunk.ts';
import { ComputeError } from './compute/compute-error.ts';
import type { PreparedDocument } from './compute/operations.ts';
import { ExtractionError } from './extract/extraction-error.ts';
import { isHeld } from '../../shared/privacy/retention/legal-hold.ts';
import { keepTexts } from './ingest/keep-texts.ts';
import { noteLanguages } from './ingest/note-languages.ts';
import { noteParts } from './ingest/note-parts.ts';
import { reuseVectors } from './ingest/reuse-vectors.ts';
import { BATCH_SIZE } from './ingest/embed-pieces.ts';
import { stageChunks } from './ingest/stage-chunks.ts';
import { stageEmbedded } from './ingest/stage-embedded.ts';
import { announceReady } from './ingest/announce-ready.ts';
import {
  claimDocument,
  CONTENT_TAKEN,
  failDocument,
  failLocked,
  isTaken,
  LEGAL_HOLD,
  lockDocument,
  payloadOf,
  targetOf,
  type Claim,
} from './ingest/claim.ts';
import { outageOf } from '../../shared/platform/outage.ts';
import { noteWaiting } from './ingest/note-waiting.ts';
import { readKnown } from './ocr/read-known.ts';
import type { Run, Worker } from '../worker.ts';

/**
 * In addition to INGEST_CPU_SECONDS, which is plenty for a small file (and a bomb is small): the slowest honest file,
 * 100 MB on one line, takes about a second per megabyte. CPU time, so that a busy machine refuses nothing.
 */
const CPU_MS_A_MEGABYTE = 2_000;
/** For a process that neither works nor ends. */
const TIMEOUT_MS = 600_000;

const EXCESSES: { [code in ComputeError['code']]?: string } = {
  overworked:
    'Processing this document takes far too long for its size. Save it in a simpler format or split it, and upload that.',
  out_of_memory:
    'Processing this document takes too much memory. Split it into smaller files and upload those.',
};

/**
 * Reads a document, stages its chunks and enqueues their embedding; those of a large one are embedded as they are staged. It
 * can be killed and run again: it then goes on with what was staged of the same text, and a leftover text blob is removed later.
 */
export async function readDocument(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'read-document'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const app = await findApp(worker, payload.app_id);
  const claim = app && (await claimDocument(worker, targetOf(payload)));
  if (!claim) return;
  try {
    const prepared = await prepare(worker, app, claim, signal);
    if (prepared.scans.length > 0) return await startOcr(worker, claim, prepared.scans);
    const { documentId } = claim;
    const [textBlob = ''] = await keepTexts(worker, app, [
      { documentId, text: withTables(prepared.text, prepared.tables) },
    ]);
    const staged = await begin(worker, app, claim, prepared);
    const isValid = staged !== undefined && (await stageRest(worker, app, claim, prepared, staged, signal));
    await worker.db.transaction().execute(async (tx) => {
      const locked = isValid && (await lockDocument(tx, claim));
      if (!locked) return worker.queue.send(tx, 'delete-blobs', { app_id: app.appId, blob_ids: [textBlob] });
      await reuseVectors(tx, claim, prepared.chunks);
      await keepProgress(tx, locked.table, claim, prepared, textBlob);
      await noteLanguages(tx, app, [prepared.language]);
      await worker.queue.send(tx, 'embed-chunks', { ...payloadOf(claim), attempt: claim.attempt });
      // Files of earlier attempts, including killed ones.
      await dropUnclaimed(tx, worker.queue, app.appId, claim.documentId);
      await dropOldPages(tx, claim);
    });
  } catch (error) {
    if (signal.aborted) throw error;
    if (waits?.(error)) {
      await noteWaiting(worker, claim, outageOf(error)!);
      throw error;
    }
    if (error instanceof ExtractionError) return failDocument(worker, claim, error.message);
    if (isTaken(error)) return failDocument(worker, claim, CONTENT_TAKEN);
    // It would fail again, and must not delay all others once more.
    const excess = error instanceof ComputeError && EXCESSES[error.code];
    if (excess) return failDocument(worker, claim, excess);
    if (last)
      await failDocument(
        worker,
        claim,
        'Processing this document failed several times. Upload it again, or see the Jobs page for the reason.',
      );
    throw error;
  }
}

/** `count`: chunks of the same text that an earlier attempt stored. `isNew`: nothing of the document is published. */
type Staged = { count: number; isNew: boolean };

/**
 * Removes the chunks of earlier attempts, unless they are of the same text; or publishes a version whose text is the
 * document's own.
 * @returns what is staged; undefined: nothing is to be
 */
const begin = (
  worker: Worker,
  app: App,
  claim: Claim,
  prepared: PreparedDocument,
): Promise<Staged | undefined> =>
  worker.db.transaction().execute(async (tx) => {
    const { appId, documentId } = claim;
    const onLegalHold = await isHeld(tx, app.appId);
    const locked = await lockDocument(tx, claim);
    if (!locked) return undefined;
    const isVersion = locked.table === 'document_versions';
    const isSame = (await textHashOf(tx, claim)) === prepared.hash;
    if (isVersion && isSame) {
      await publishAlike(tx, worker, claim, prepared, onLegalHold);
      return undefined;
    }
    if (isSame && !locked.publishing) return stagedOf(tx, claim);
    await removeStaged(tx, claim);
    if (isVersion) return { count: 0, isNew: false };
    // They were never found.
    if (locked.publishing) await removePublished(tx, claim);
    await tx
      .updateTable('documents')
      .set({
        publishing: false,
        text_hash: prepared.hash,
        chunk_count: prepared.chunks.length,
        embedded_count: 0,
      })
      .where('app_id', '=', appId)
      .where('document_id', '=', documentId)
      .execute();
    return stagedOf(tx, claim);
  });

/** Chunks are staged in their order, so those that are there are the first ones. */
async function stagedOf(tx: Tx, { appId, documentId }: Claim): Promise<Staged> {
  const { rows } = await sql<Staged>`
    select (select count(*) from staged_chunks where app_id = ${appId} and document_id = ${documentId}) as count,
      not exists (select from chunks where app_id = ${appId} and document_id = ${documentId}) as "isNew"`.execute(
    tx,
  );
  return rows[0]!;
}

/** @returns whether the claim is still valid */
async function stageRest(
  worker: Worker,
  app: App,
  claim: Claim,
  { chunks }: PreparedDocument,
  { count, isNew }: Staged,
  signal: AbortSignal,
): Promise<boolean> {
  const left = chunks.slice(count);
  // What is published may have the same chunks, which are not embedded again.
  const isEmbedded = isNew && chunks.length > BATCH_SIZE;
  const done = isEmbedded ? await stageEmbedded(worker, app, claim, left, signal) : 0;
  return done !== undefined && stageChunks(worker, claim, left.slice(done));
}

/** It is read again once its scanned pages are recognised. */
const startOcr = ({ db, queue }: Worker, claim: Claim, pages: number[]): Promise<void> =>
  db.transaction().execute(async (tx) => {
    if (!(await lockDocument(tx, claim))) return;
    await queue.send(tx, 'recognise-pages', { ...payloadOf(claim), attempt: claim.attempt, pages });
  });

/** Of the document, also while it is read: what is staged is of this text. */
async function textHashOf(tx: Tx, { appId, documentId }: Claim): Promise<string | null> {
  const row = await tx
    .selectFrom('documents')
    .select('text_hash')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .executeTakeFirstOrThrow();
  return row.text_hash;
}

/** The version has the document's text: nothing is embedded again. */
async function publishAlike(
  tx: Tx,
  worker: Worker,
  claim: Claim,
  { warnings }: PreparedDocument,
  onLegalHold: boolean,
): Promise<void> {
  if (onLegalHold) return failLocked(tx, worker, claim, LEGAL_HOLD);
  await tx
    .updateTable('document_versions')
    .set({ warnings: JSON.stringify(warnings) })
    .where('app_id', '=', claim.appId)
    .where('document_id', '=', claim.documentId)
    .execute();
  await publishSameText(tx, worker.queue, claim);
  await noteParts(tx, 'documents', 'vector_index', claim);
  await announceReady(tx, worker, claim);
}

async function prepare(
  worker: Worker,
  app: App,
  claim: Claim,
  signal: AbortSignal,
): Promise<PreparedDocument> {
  const { appId, dataKey } = app;
  const bytes = await buffer(await worker.blobs.read({ appId, blobId: claim.originalBlob, key: dataKey }));
  const type = claim.mediaType as MediaType;
  const cpuMs = worker.config.ingestCpuSeconds * 1_000 + (bytes.length / 1_000_000) * CPU_MS_A_MEGABYTE;
  const limits = { signal, timeoutMs: TIMEOUT_MS, cpuMs };
  const maxTokens = longestChunk(app.embedding.model, worker.config.models);
  const options = {
    readHidden: worker.config.ingestHidden === 'read',
    recognised: await readKnown(worker, app, claim),
  };
  return worker.compute.run(
    'prepareDocument',
    { bytes, type, appId, name: claim.name, maxTokens, options },
    limits,
  );
}

const keepProgress = (
  tx: Tx,
  table: 'documents' | 'document_versions',
  { appId, documentId }: Claim,
  { chunks, title, language, tokenCount, warnings, hash }: PreparedDocument,
  textBlob: string,
) =>
  tx
    .updateTable(table)
    .set({
      status: 'embedding',
      title,
      language,
      chunk_count: chunks.length,
      ...(table === 'document_versions' && { embedded_count: 0 }),
      token_count: tokenCount,
      text_blob: textBlob,
      text_hash: hash,
      warnings: JSON.stringify(warnings),
      updated_at: sql`now()`,
    })
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .execute();

/** Pages of earlier files: what is the same was taken over. */
const dropOldPages = (tx: Tx, { appId, documentId, originalBlob }: Claim) =>
  tx
    .deleteFrom('recognised_pages')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('original_blob', '!=', originalBlob)
    .execute();
