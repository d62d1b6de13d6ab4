import type { Readable } from 'node:stream';
import { parseHTML } from 'linkedom';
import { boundTo, findApp, type App } from '../../shared/tenancy/app.ts';
import { DocumentName, LONGEST_NAME } from '../../shared/contract/documents.ts';
import type { MediaType } from '../../shared/contract/media-type.ts';
import { detectType, supportedTypes } from '../../shared/documents/detect-type.ts';
import { dropUnclaimed } from '../../shared/documents/drop-unclaimed.ts';
import { DocentError, isFinal, publicError } from '../../shared/platform/errors.ts';
import { newId } from '../../shared/platform/ids.ts';
import type { JobPayload } from '../../shared/platform/jobs.ts';
import { reserveRoom } from '../../shared/billing/ledger/reserve-room.ts';
import { requireRoom } from '../../shared/billing/ledger/require-room.ts';
import {
  claimDocument,
  failDocument,
  lockDocument,
  payloadOf,
  targetOf,
  type Claim,
} from './ingest/claim.ts';
import { fetchPage, PageRefused, refusalOf, type Page } from './ingest/fetch-page.ts';
import { outageOf } from '../../shared/platform/outage.ts';
import { noteWaiting } from './ingest/note-waiting.ts';
import type { Run, Worker } from '../worker.ts';

/** Time limit from the request to the last byte. */
const TIMEOUT_MS = 60_000;

type Fetched = { blobId: string; name: string; mediaType: MediaType; bytes: number; hash: string };

/**
 * Fetches a document's page into the vault and enqueues its ingestion. It can be killed and run again: the blob
 * belongs to the document from its first byte, and leftovers are removed.
 */
export async function fetchDocument(
  service: Worker,
  { payload, signal, last, waits }: Run<JobPayload<'fetch-document'>>,
  timeoutMs = TIMEOUT_MS,
): Promise<void> {
  const worker = boundTo(service, payload.app_id);
  const app = await findApp(worker, payload.app_id);
  const claim = app && (await claimDocument(worker, targetOf(payload)));
  if (!claim?.sourceUrl) return;
  try {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await keep(worker, app!, claim, await fetchInto(worker, app!, claim, claim.sourceUrl, inTime));
  } catch (given) {
    if (signal.aborted) throw given;
    if (waits?.(given)) {
      await noteWaiting(worker, claim, outageOf(given)!);
      throw given;
    }
    const error = refusalOf(given);
    const refused =
      error instanceof DocentError ? isFinal(error) : error instanceof PageRefused && !error.again;
    if (refused) return failDocument(worker, claim, error.message);
    if (last)
      await failDocument(
        worker,
        claim,
        error instanceof PageRefused
          ? error.message
          : 'Fetching this page failed several times. Try again later, or see the Jobs page for the reason.',
      );
    throw Object.assign(new Error('page not fetched'), { code: 'PAGE_NOT_FETCHED' });
  }
}

/** @throws PageRefused, payload_too_large, unsupported_media_type */
async function fetchInto(
  worker: Worker,
  app: App,
  claim: Claim,
  address: string,
  signal: AbortSignal,
): Promise<Fetched> {
  const { appId, dataKey } = app;
  const blobId = newId('blob');
  const record = () =>
    worker.db
      .insertInto('blobs')
      .values({ app_id: appId, blob_id: blobId, document_id: claim.documentId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  await record();
  try {
    const most = worker.config.maxUploadBytes;
    await worker.blobs.requireSpace(0);
    await using room = await reserveRoom({ ...worker, app }, { announced: undefined, most });
    const page = await fetchPage(worker.ingestEgress, address, signal);
    let mediaType: MediaType | null = null;
    let name = lastSegment(page.url);
    const look = async (head: Buffer) => {
      if (head.length === 0) throw new PageRefused('The page is empty. Check the address.');
      mediaType = await detectType(head, flavoured(name, page));
      if (!mediaType) throw new PageRefused(`This is not a supported type of file. Supported: ${READABLE}.`);
      if (mediaType === 'text/html') name = titleOf(head) ?? name;
    };
    const blob = { appId, blobId, key: dataKey };
    const written = await worker.blobs
      .write(blob, ended(page.body, signal), room.bytes, look)
      .catch((error) => {
        if (room.bytes === most || publicError(error).code !== 'payload_too_large') throw error;
        throw new PageRefused("This page exceeds what the workspace's plan has left for documents.");
      });
    return { blobId, name, mediaType: mediaType!, ...written };
  } catch (error) {
    await worker.blobs.remove(appId, blobId);
    await worker.db.deleteFrom('blobs').where('app_id', '=', appId).where('blob_id', '=', blobId).execute();
    throw error;
  } finally {
    // The document and the record may have been deleted meanwhile: remove the file.
    if (await worker.blobs.exists(appId, blobId)) await record();
  }
}

/** A body that fails with the signal's reason, even if decompression hides it. */
function ended(body: Readable, signal: AbortSignal): Readable {
  const end = () => body.destroy(signal.reason as Error);
  signal.addEventListener('abort', end, { once: true });
  body.once('close', () => signal.removeEventListener('abort', end));
  return body;
}

/** @throws quota_exceeded */
async function keep(worker: Worker, app: App, claim: Claim, fetched: Fetched): Promise<void> {
  const { appId, workspaceId } = app;
  const { blobId, name, mediaType, bytes, hash } = fetched;
  try {
    await worker.db.transaction().execute(async (tx) => {
      if (!(await lockDocument(tx, claim)))
        return worker.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [blobId] });
      await tx
        .updateTable('documents')
        .set({
          name,
          media_type: mediaType,
          bytes,
          content_hash: hash,
          original_blob: blobId,
          status: 'queued',
        })
        .where('app_id', '=', appId)
        .where('document_id', '=', claim.documentId)
        .execute();
      await dropUnclaimed(tx, worker.queue, appId, claim.documentId);
      await requireRoom(tx, workspaceId, ['stored_bytes']);
      await worker.queue.send(tx, 'read-document', payloadOf(claim));
    });
  } catch (error) {
    const twice = (error as { code?: string }).code === '23505';
    if (twice || error instanceof DocentError) await removeFetched(worker, appId, blobId);
    if (twice)
      throw new PageRefused('Another document in this app has identical content. Delete one of them.');
    throw error;
  }
}

const removeFetched = (worker: Worker, appId: string, blobId: string) =>
  worker.db
    .transaction()
    .execute((tx) => worker.queue.send(tx, 'delete-blobs', { app_id: appId, blob_ids: [blobId] }));

const READABLE = new Intl.ListFormat('en', { type: 'conjunction' }).format(Object.values(supportedTypes));

const nameOf = (text: string): string | undefined =>
  DocumentName.safeParse(text.replaceAll(/\s+/g, ' ').slice(0, LONGEST_NAME)).data;

function lastSegment({ pathname, hostname }: URL): string {
  const last = pathname.split('/').findLast((part) => part !== '');
  try {
    return nameOf(decodeURIComponent(last ?? hostname)) ?? hostname;
  } catch {
    return nameOf(last ?? hostname) ?? hostname;
  }
}

/** The file extension that distinguishes flavours of text, from the server's header or the address. */
function flavoured(name: string, { mediaType }: Page): string {
  const endings: Record<string, string> = {
    'text/html': '.html',
    'application/xhtml+xml': '.html',
    'text/markdown': '.md',
    'text/csv': '.csv',
  };
  return name + (endings[mediaType ?? ''] ?? '');
}

/** The title from the page's head. The page is not parsed here, because there is no child process to kill. */
function titleOf(head: Buffer): string | undefined {
  const written = /<title[^<>]{0,200}>([^<]{1,2000})<\/title/i.exec(head.toString())?.[1];
  if (!written) return undefined;
  const { document } = parseHTML(`<html><head><title>${written}</title></head></html>`);
  return nameOf(document.querySelector('title')?.textContent ?? '');
}
