import type { Readable } from 'node:stream';
import { DocumentName, LONGEST_NAME } from '../../../shared/contract/documents.ts';
import { isPicture, type MediaType } from '../../../shared/contract/media-type.ts';
import { reserveRoom } from '../../../shared/billing/ledger/reserve-room.ts';
import { detectType, supportedTypes } from '../../../shared/documents/detect-type.ts';
import { publicError } from '../../../shared/platform/errors.ts';
import { newId } from '../../../shared/platform/ids.ts';
import type { App } from '../../../shared/tenancy/app.ts';
import type { Worker } from '../../worker.ts';
import { dropBlob } from './drop-blob.ts';
import { PageRefused, type Page, type Validators } from './fetch-page.ts';

/** A page in the vault. `hash`: SHA-256 of its bytes, hex. */
export type KeptPage = {
  blobId: string;
  name: string;
  mediaType: MediaType;
  bytes: number;
  hash: string;
  url: URL;
  validators: Validators;
};

/**
 * Requests a page and streams it into the vault. Its blob is recorded first, so that it cannot be lost.
 * @param target the document that it is for, and the bytes that it replaces; null and undefined: a new document
 * @param request undefined: there is nothing new
 * @throws PageRefused, payload_too_large, quota_exceeded
 */
export async function keepPage(
  worker: Worker,
  app: App,
  target: { documentId: string | null; replaced: number | undefined },
  request: () => Promise<Page | undefined>,
  signal: AbortSignal,
): Promise<KeptPage | undefined> {
  const { appId, dataKey } = app;
  const blobId = newId('blob');
  const record = () =>
    worker.db
      .insertInto('blobs')
      .values({ app_id: appId, blob_id: blobId, document_id: target.documentId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const drop = () => dropBlob(worker, appId, blobId);
  await record();
  try {
    const most = worker.config.maxUploadBytes;
    await worker.blobs.requireSpace(0);
    const { replaced } = target;
    await using room = await reserveRoom({ ...worker, app }, { announced: undefined, most, replaced });
    const page = await request();
    if (!page) {
      await drop();
      return undefined;
    }
    let mediaType: MediaType | null = null;
    let name = lastSegment(page.url);
    const look = async (head: Buffer) => {
      if (head.length === 0) throw new PageRefused('The page is empty. Check the address.');
      mediaType = await detectType(head, flavoured(name, page));
      if (mediaType && isPicture(mediaType))
        throw new PageRefused('This is a picture. Upload the file, so that its text can be recognised.');
      if (!mediaType) throw new PageRefused(`This is not a supported type of file. Supported: ${READABLE}.`);
      if (mediaType === 'text/html') name = (await titleOf(head)) ?? name;
    };
    const blob = { appId, blobId, key: dataKey };
    const written = await worker.blobs
      .write(blob, ended(page.body, signal), room.bytes, look)
      .catch((error) => {
        if (room.bytes === most || publicError(error).code !== 'payload_too_large') throw error;
        throw new PageRefused("This page exceeds what the workspace's plan has left for documents.");
      });
    const { url, validators } = page;
    return { blobId, name, mediaType: mediaType!, url, validators, ...written };
  } catch (error) {
    await drop();
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
async function titleOf(head: Buffer): Promise<string | undefined> {
  const written = /<title[^<>]{0,200}>([^<]{1,2000})<\/title/i.exec(head.toString())?.[1];
  if (!written) return undefined;
  const { parseHTML } = await import('linkedom');
  const { document } = parseHTML(`<html><head><title>${written}</title></head></html>`);
  return nameOf(document.querySelector('title')?.textContent ?? '');
}
