import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import type { Tx } from '../../../db/database.ts';
import type { MediaType } from '../../../shared/contract/media-type.ts';
import type { JobPayload } from '../../../shared/platform/jobs.ts';
import { outageOf } from '../../../shared/platform/outage.ts';
import { places } from '../../../shared/security/vault/places.ts';
import { seal, unseal } from '../../../shared/security/vault/seal.ts';
import { boundTo, findApp, type App } from '../../../shared/tenancy/app.ts';
import type { Run, Worker } from '../../worker.ts';
import { ComputeError } from '../compute/compute-error.ts';
import { ExtractionError } from '../extract/extraction-error.ts';
import { failDocument, lockDocument, payloadOf, targetOf, type Attempt } from '../ingest/claim.ts';
import { noteWaiting } from '../ingest/note-waiting.ts';
import { chooseRecogniser, type Recogniser } from './choose-recogniser.ts';
import { readPicture, type Reading } from './read-picture.ts';

/** A long document is continued by a new job, so that others take their turn and no run comes near its expiry. */
const LONGEST_RUN_MS = 300_000;
const RENDER_TIMEOUT_MS = 300_000;
const RENDER_CPU_MS = 60_000;
/** So many failures one after the other are about the server, not about the pages. */
const GIVES_UP_AFTER = 3;

/** A document's file, and what reads its pages. */
type File = Attempt & Original & { bytes: Buffer; recogniser: Recogniser };
type Original = { blobId: string; type: MediaType };

/**
 * Recognises pages of a document one by one, and has it read again with their texts. Each is stored as soon as it is
 * there, so that a run that was killed continues where it stopped.
 */
export async function recognisePages(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'recognise-pages'>>,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const attempt: Attempt = { ...targetOf(payload), attempt: payload.attempt };
  const app = await findApp(worker, payload.app_id);
  const recogniser = chooseRecogniser(worker.config.ocr);
  const original = await findOriginal(worker, attempt);
  if (!app || !original) return;
  try {
    let left: number[] = [];
    if (typeof recogniser !== 'string') {
      const { blobId } = original;
      const bytes = await buffer(await worker.blobs.read({ appId: app.appId, blobId, key: app.dataKey }));
      left = await readAll(
        worker,
        app,
        { ...attempt, ...original, bytes, recogniser },
        payload.pages,
        signal,
      );
    }
    await worker.db.transaction().execute(async (tx) => {
      if (!(await lockDocument(tx, attempt))) return;
      if (left.length > 0) await worker.queue.send(tx, 'recognise-pages', { ...payload, pages: left });
      else await worker.queue.send(tx, 'read-document', payloadOf(attempt));
    });
  } catch (error) {
    if (signal.aborted) throw error;
    if (waits?.(error)) await noteWaiting(worker, attempt, outageOf(error)!);
    else if (last)
      await failDocument(
        worker,
        attempt,
        'OCR of this document failed several times. Upload it again, or see the Jobs page for the reason.',
      );
    throw error;
  }
}

/** The file of an attempt that has not been overtaken. */
const findOriginal = ({ db }: Worker, attempt: Attempt): Promise<Original | undefined> =>
  db.transaction().execute(async (tx) => {
    const locked = await lockDocument(tx, attempt);
    const row =
      locked &&
      (await tx
        .selectFrom(locked.table)
        .select(['original_blob as blobId', 'media_type'])
        .where('app_id', '=', attempt.appId)
        .where('document_id', '=', attempt.documentId)
        .executeTakeFirst());
    return row && { blobId: row.blobId, type: row.media_type as MediaType };
  });

/** @returns the pages that are left to a further run */
async function readAll(
  worker: Worker,
  app: App,
  file: File,
  pages: number[],
  signal: AbortSignal,
): Promise<number[]> {
  const end = Date.now() + LONGEST_RUN_MS;
  const done = await readDone(worker, file);
  const left = pages.filter((page) => !done.has(page));
  let failures: Reading[] = [];
  while (left.length > 0 && Date.now() < end) {
    signal.throwIfAborted();
    const page = left.shift()!;
    const givesUp = failures.length >= GIVES_UP_AFTER && file.recogniser.model !== undefined;
    const result = givesUp
      ? { hash: '', reading: { ...failures.at(-1)!, ms: 0 } }
      : await readPage(worker, app, file, page, signal);
    failures = result.reading.reason === null ? [] : [...failures, result.reading];
    if (!(await keepPage(worker, app, file, { page, left: left.length, ...result }))) return [];
  }
  return left;
}

async function readDone({ db }: Worker, { appId, documentId, blobId, recogniser }: File) {
  const rows = await db
    .selectFrom('recognised_pages')
    .select('page')
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('original_blob', '=', blobId)
    .where('recogniser', '=', recogniser.id)
    .execute();
  return new Set(rows.map(({ page }) => page));
}

async function readPage(
  worker: Worker,
  app: App,
  file: File,
  number: number,
  signal: AbortSignal,
): Promise<{ hash: string; reading: Reading }> {
  const { recogniser, documentId } = file;
  const picture = await drawPage(worker, file, number, signal);
  if (typeof picture === 'string') return { hash: '', reading: { text: '', reason: picture, ms: 0 } };
  if (!picture) return { hash: '', reading: { text: '', reason: null, ms: 0 } };
  const { image, hash } = picture;
  const same = await findSame(worker, app, file, hash);
  const reading =
    same === undefined
      ? await readPicture(worker, app, { documentId, recogniser, image }, signal)
      : { text: same, reason: null, ms: 0 };
  return { hash, reading };
}

/** @returns undefined for a page that shows nothing; a reason why it cannot be drawn */
async function drawPage(worker: Worker, file: File, number: number, signal: AbortSignal) {
  const { bytes, type, recogniser } = file;
  const { mostPixels, form } = recogniser;
  const limits = { signal, timeoutMs: RENDER_TIMEOUT_MS, cpuMs: RENDER_CPU_MS, isSlow: true };
  try {
    return await worker.compute.run('renderPage', { bytes, type, number, mostPixels, form }, limits);
  } catch (error) {
    if (error instanceof ExtractionError) return error.message;
    if (error instanceof ComputeError && (error.code === 'overworked' || error.code === 'out_of_memory'))
      return 'Drawing it takes too much time or memory. Save it smaller and upload that file.';
    throw error;
  }
}

/** The text of the same picture in another version of the document. */
async function findSame(worker: Worker, app: App, file: File, hash: string): Promise<string | undefined> {
  const { appId, documentId, recogniser } = file;
  const row = await worker.db
    .selectFrom('recognised_pages')
    .select(['original_blob', 'page', 'content'])
    .where('app_id', '=', appId)
    .where('document_id', '=', documentId)
    .where('recogniser', '=', recogniser.id)
    .where('image_hash', '=', hash)
    .where('outcome', '!=', 'failed')
    .executeTakeFirst();
  if (!row) return undefined;
  const place = places.pageText(appId, documentId, row.original_blob, row.page, recogniser.id);
  return row.content ? unseal(app.dataKey, row.content, place).toString() : '';
}

type Kept = { page: number; left: number; hash: string; reading: Reading };

/** @returns false if the attempt was overtaken */
const keepPage = ({ db }: Worker, app: App, file: File, { page, left, hash, reading }: Kept) =>
  db.transaction().execute(async (tx) => {
    const locked = await lockDocument(tx, file);
    if (!locked) return false;
    const { appId, documentId, blobId, recogniser } = file;
    const { text, reason, ms } = reading;
    const place = places.pageText(appId, documentId, blobId, page, recogniser.id);
    await tx
      .insertInto('recognised_pages')
      .values({
        app_id: appId,
        document_id: documentId,
        original_blob: blobId,
        page,
        recogniser: recogniser.id,
        image_hash: hash,
        outcome: reason !== null ? 'failed' : text === '' ? 'empty' : 'text',
        content: text === '' ? null : seal(app.dataKey, text, place),
        reason,
        ms,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await noteProgress(tx, locked.table, file, left);
    return true;
  });

/** Counted, not added up: another worker may have read the same page meanwhile. */
const noteProgress = (tx: Tx, table: 'documents' | 'document_versions', file: File, left: number) =>
  sql`
    update ${sql.table(table)} set waiting_for = null, updated_at = now(), ocr = (
      select jsonb_build_object('pages', count(*) + ${left}::integer, 'done', count(*),
        'recognised', count(*) filter (where outcome = 'text'), 'ms', coalesce(sum(ms), 0), 'by', ${file.recogniser.id}::text)
      from recognised_pages
      where app_id = ${file.appId} and document_id = ${file.documentId} and original_blob = ${file.blobId}
        and recogniser = ${file.recogniser.id})
    where app_id = ${file.appId} and document_id = ${file.documentId}`.execute(tx);
