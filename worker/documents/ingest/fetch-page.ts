// Fetches one public web page: no cookies, no login, nothing from this network.
import { Transform, finished, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AddressRefused, type Egress } from '../../../shared/platform/egress/open-egress.ts';

export type Page = {
  body: Readable;
  /** Media type without parameters, lower case; undefined if the server sent none. */
  mediaType: string | undefined;
  /** After all redirects. */
  url: URL;
  /** For the next request. */
  validators: Validators;
  /** The header `X-Robots-Tag`. */
  robotsTag: string | undefined;
};

/** What a server said of a page's version: if it has not changed, it sends no body again. */
export type Validators = { etag: string | null; lastModified: string | null };

type Response = ({ kind: 'page' } & Page) | { kind: 'unchanged' } | { kind: 'redirect'; to: URL };

type Options = {
  /** Ends the request and the body. */
  signal: AbortSignal;
  userAgent: string;
  validators?: Validators | undefined;
};

/** The page cannot be fetched. `again`: a later attempt may succeed. */
export class PageRefused extends Error {
  again: boolean;
  /** The status that the server sent, if it sent one. */
  status: number | undefined;
  constructor(message: string, again = false, cause?: unknown, status?: number) {
    super(message, { cause });
    this.again = again;
    this.status = status;
  }
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Requests a page and follows redirects, each checked like the first address. Text in another declared encoding is
 * converted to UTF-8.
 * @returns undefined if the page has not changed
 * @throws PageRefused with a message for the user
 */
export async function fetchPage(
  egress: Egress,
  address: string,
  options: Options,
): Promise<Page | undefined> {
  let url = new URL(address);
  for (let redirects = 0; ; redirects++) {
    const response = await requestPage(egress, url, options);
    if (response.kind === 'page') return response;
    if (response.kind === 'unchanged') return undefined;
    if (redirects === MOST_REDIRECTS)
      throw new PageRefused(`The page redirects more than ${MOST_REDIRECTS} times. Use the final address.`);
    url = response.to;
  }
}

/** Requests a page without following redirects. @throws PageRefused with a message for the user */
export async function requestPage(egress: Egress, url: URL, options: Options): Promise<Response> {
  const { statusCode, headers, body } = await ask(egress, url, options);
  // Errors of a body that is not read do not matter.
  body.on('error', () => {});
  const header = (name: string) => [headers[name]].flat()[0];
  const location = header('location');
  if (REDIRECTS.includes(statusCode) && location) {
    body.destroy();
    return { kind: 'redirect', to: follow(url, location) };
  }
  if (statusCode === 304 && (options.validators?.etag || options.validators?.lastModified)) {
    body.destroy();
    return { kind: 'unchanged' };
  }
  if (statusCode < 200 || statusCode >= 300) {
    body.destroy();
    throw new PageRefused(
      `The server of the page responded with ${statusCode}. ${advice(statusCode)}`,
      isPassing(statusCode),
      undefined,
      statusCode,
    );
  }
  const [mediaType, ...parameters] = (header('content-type') ?? '').toLowerCase().split(';');
  const charset = /charset\s*=\s*"?([^\s";]+)/.exec(parameters.join(';'))?.[1];
  const plain = unpack(body, header('content-encoding'));
  const isText = /^text\/|[/+](json|xml)$/.test(mediaType!.trim());
  return {
    kind: 'page',
    body: isText ? toUtf8(plain, charset) : plain,
    mediaType: mediaType!.trim() || undefined,
    url,
    validators: { etag: short(header('etag')), lastModified: short(header('last-modified')) },
    robotsTag: header('x-robots-tag'),
  };
}

/** A value that is sent back later; a longer one is none. */
const short = (value: string | undefined): string | null => (value && value.length <= 500 ? value : null);

async function ask(egress: Egress, url: URL, { signal, userAgent, validators }: Options) {
  try {
    return await egress.request(url.href, {
      method: 'GET',
      headers: {
        'user-agent': userAgent,
        accept: '*/*',
        'accept-encoding': 'identity',
        ...(validators?.etag && { 'if-none-match': validators.etag }),
        ...(validators?.lastModified && { 'if-modified-since': validators.lastModified }),
      },
      signal,
    });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Converts an error to a message for the user, which never contains the address. */
export function refusalOf(error: unknown): Error {
  if (error instanceof PageRefused) return error;
  if (error instanceof AddressRefused)
    return new PageRefused(
      'The address is on this machine or in a private network, which is not allowed. Upload the file instead.',
    );
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError')
    return new PageRefused('The page did not load in time. Try again later, or upload the file instead.');
  if (code === 'ENOTFOUND')
    return new PageRefused('There is no server with this name. Check the address.', false, error);
  if (/^Z_|^ERR_BROTLI|^ERR__ERROR/.test(code ?? ''))
    return new PageRefused('The page was compressed and damaged. Upload the file instead.');
  if (/^(UND_ERR|E[A-Z]+$|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HPE_)/.test(code ?? ''))
    return new PageRefused(`${connectionFailure(code!)} Check the address, or try again later.`, true, error);
  return error as Error;
}

function connectionFailure(code: string): string {
  if (code === 'ECONNREFUSED') return 'The server of the page refused the connection.';
  if (/TIMEDOUT|TIMEOUT/.test(code)) return 'The server of the page did not answer in time.';
  if (/^(EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)$/.test(code)) return 'The server of the page cannot be reached.';
  if (/^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/.test(code))
    return 'The server of the page has no valid certificate.';
  return 'The server of the page closed the connection.';
}

function follow(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href))
    throw new PageRefused(
      'The page redirects to something that is not an address. Use the address of its target.',
    );
  const to = new URL(location, from);
  if (to.protocol !== 'http:' && to.protocol !== 'https:')
    throw new PageRefused('The page redirects to something that is neither http nor https.');
  // Credentials in a redirect are not sent.
  to.username = to.password = '';
  return to;
}

const isPassing = (status: number) => status === 429 || status >= 500;

function advice(status: number): string {
  if (status === 401 || status === 403) return 'It is not public. Upload the file instead.';
  if (status === 404 || status === 410) return 'Check the address.';
  return isPassing(status) ? 'Try again later.' : 'Upload the file instead.';
}

/** Some servers compress although we ask them not to. The unpacked size has the same limit. */
function unpack(body: Readable, encoding: string | undefined): Readable {
  const unpacking: Record<string, () => Transform> = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const name = encoding?.trim().toLowerCase();
  if (!name || name === 'identity') return body;
  const open = unpacking[name];
  if (!open) {
    body.destroy();
    throw new PageRefused('The page has an unsupported compression. Upload the file instead.');
  }
  return through(body, open());
}

function toUtf8(body: Readable, charset: string | undefined): Readable {
  const decoder = decoderOf(charset);
  if (!decoder || decoder.encoding === 'utf-8') return body;
  return through(
    body,
    new Transform({
      transform: (piece: Buffer, _encoding, done) =>
        done(null, Buffer.from(decoder.decode(piece, { stream: true }))),
      flush: (done) => done(null, Buffer.from(decoder.decode())),
    }),
  );
}

function decoderOf(charset: string | undefined): TextDecoder | undefined {
  try {
    return charset ? new TextDecoder(charset) : undefined;
  } catch {
    return undefined;
  }
}

/** Pipes a stream through another: an end of either ends both, and the reader gets the error. */
function through(from: Readable, to: Transform): Readable {
  pipeline(from, to, () => {});
  finished(to, () => from.destroy());
  return to;
}
