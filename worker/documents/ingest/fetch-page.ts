// One page of the web, as whoever asked for it could read it: no cookies, no login, nothing of this network.
import { Transform, finished, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AddressRefused, type Egress } from '../../../shared/platform/egress/open-egress.ts';
import { VERSION } from '../../../shared/platform/version.ts';

export type Page = {
  body: Readable;
  /** Without its parameters, in small letters; undefined where the server named none. */
  mediaType: string | undefined;
  /** After all redirects. */
  url: URL;
};

/** The page cannot be had. `again`: it may well be had a little later. */
export class PageRefused extends Error {
  again: boolean;
  constructor(message: string, again = false, cause?: unknown) {
    super(message, { cause });
    this.again = again;
  }
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Asks for a page and follows redirects, each checked like the first address. Its text is made UTF-8 where the server names
 * another encoding.
 * @param signal ends the request and the body
 * @throws PageRefused with a message for a person
 */
export async function fetchPage(egress: Egress, address: string, signal: AbortSignal): Promise<Page> {
  let url = new URL(address);
  for (let redirects = 0; ; redirects++) {
    const { statusCode, headers, body } = await ask(egress, url, signal);
    // What goes wrong with a body that nobody reads is nobody's concern.
    body.on('error', () => {});
    const told = (name: string) => [headers[name]].flat()[0];
    const location = told('location');
    if (REDIRECTS.includes(statusCode) && location) {
      body.destroy();
      if (redirects === MOST_REDIRECTS)
        throw new PageRefused(
          `The page leads on more than ${MOST_REDIRECTS} times. Give the address it ends at.`,
        );
      url = follow(url, location);
      continue;
    }
    if (statusCode < 200 || statusCode >= 300) {
      body.destroy();
      throw new PageRefused(`The page answered ${statusCode}. ${advice(statusCode)}`, isPassing(statusCode));
    }
    const [mediaType, ...parameters] = (told('content-type') ?? '').toLowerCase().split(';');
    const charset = /charset\s*=\s*"?([^\s";]+)/.exec(parameters.join(';'))?.[1];
    const plain = unpack(body, told('content-encoding'));
    const isText = /^text\/|[/+](json|xml)$/.test(mediaType!.trim());
    return {
      body: isText ? toUtf8(plain, charset) : plain,
      mediaType: mediaType!.trim() || undefined,
      url,
    };
  }
}

async function ask(egress: Egress, url: URL, signal: AbortSignal) {
  try {
    return await egress.request(url.href, {
      method: 'GET',
      headers: { 'user-agent': `Docent/${VERSION}`, accept: '*/*', 'accept-encoding': 'identity' },
      signal,
    });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** What went wrong on the way, for a person; the address itself is in no message. */
export function refusalOf(error: unknown): Error {
  if (error instanceof PageRefused) return error;
  if (error instanceof AddressRefused)
    return new PageRefused(
      'The address leads to this machine or into a private network, where Docent fetches nothing. Upload the file instead.',
    );
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError')
    return new PageRefused('The page did not come in time. Try again later, or upload the file instead.');
  if (code === 'ENOTFOUND')
    return new PageRefused('There is no server of that name. Check the address.', false, error);
  if (/^Z_|^ERR_BROTLI|^ERR__ERROR/.test(code ?? ''))
    return new PageRefused('The page came compressed, and damaged. Upload the file instead.');
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
  return 'The server of the page broke off the connection.';
}

function follow(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href))
    throw new PageRefused('The page leads to something that is no address. Give the address of its target.');
  const to = new URL(location, from);
  if (to.protocol !== 'http:' && to.protocol !== 'https:')
    throw new PageRefused('The page leads to something that is neither http nor https.');
  // What a page says of logins is not sent on.
  to.username = to.password = '';
  return to;
}

const isPassing = (status: number) => status === 429 || status >= 500;

function advice(status: number): string {
  if (status === 401 || status === 403) return 'It is not for everybody: upload the file instead.';
  if (status === 404 || status === 410) return 'Check the address.';
  return isPassing(status) ? 'Try again later.' : 'Upload the file instead.';
}

/** Asked not to, some servers compress all the same. What it unpacks to is held to the same size. */
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
    throw new PageRefused('The page came in an encoding that Docent does not read. Upload the file instead.');
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

/** A stream through another: what ends either ends both, and whoever reads is told why. */
function through(from: Readable, to: Transform): Readable {
  pipeline(from, to, () => {});
  finished(to, () => from.destroy());
  return to;
}
