// Documents from addresses: a web server in this process plays the page, kindly and otherwise.
import { readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DOCX } from '../../shared/contract/media-type.ts';
import { dump } from '../../test/dump.ts';
import { fileFolder, startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { bearer, newAppWithKey, type TestKey } from '../../test/keys.ts';
import { archive, docxParts, paragraph } from '../../test/office-files.ts';
import { spellings } from '../../shared/platform/egress/fixtures/spellings.ts';
import { openEgress, type Egress } from '../../shared/platform/egress/open-egress.ts';
import { newId } from '../../shared/platform/ids.ts';
import { VERSION } from '../../shared/platform/version.ts';
import { createCaller } from '../../server/transport/trpc/router.ts';
import { createComputePool } from './compute/pool.ts';
import { fetchPage } from './ingest/fetch-page.ts';
import type { Worker } from '../worker.ts';
import { readDocument } from './read-document.ts';
import { deleteBlobs } from './delete-blobs.ts';
import { embedChunks } from './embed-chunks.ts';
import { erase } from '../privacy/erase.ts';
import { fetchDocument } from './fetch-document.ts';

let docent: Docent;
let worker: Worker;
let key: TestKey;
let pages: Server;
let origin: string;
let answer: (req: IncomingMessage, res: ServerResponse) => void;
let seen: IncomingMessage[] = [];

beforeAll(async () => {
  pages = createServer((req, res) => {
    seen.push(req);
    answer(req, res);
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
  docent = await startDocent(
    { roles: new Set(['api']) },
    { INGEST_ALLOW_PRIVATE: 'true', MAX_UPLOAD_MB: '1', DEFAULT_REQUESTS_PER_MINUTE: '0' },
  );
  worker = { ...docent.ctx, compute: createComputePool({ log: docent.ctx.log }) };
});
afterAll(async () => {
  await worker.compute.close();
  await docent.close();
  pages.closeAllConnections();
  await new Promise((resolve) => pages.close(resolve));
});
beforeEach(async () => {
  seen = [];
  key = await newAppWithKey(docent);
});

const never = new AbortController().signal;
const json = async (response: Promise<Response> | Response): Promise<any> => (await response).json();
const ask = (path: string, body?: object, method?: string) =>
  docent.api(path, {
    ...(body && { json: body }),
    ...(method && { method }),
    headers: bearer(key.secret),
  });
const get = async (id: string) => (await json(ask(`/documents/${id}`))).document;
const add = async (url: string, more: object = {}): Promise<string> => {
  const response = await ask('/documents', { url, ...more });
  expect(response.status).toBe(202);
  return (await json(response)).documents[0].document_id;
};

const run = { signal: never, last: false };
type How = { last?: boolean; egress?: Egress; timeoutMs?: number };
/** By hand, and no more by the queue. */
async function fetchOnce(document_id: string, { last = false, egress, timeoutMs }: How = {}) {
  await sql`delete from pgboss.job where data->>'document_id' = ${document_id}`.execute(docent.ctx.db);
  await fetchDocument(
    egress ? { ...worker, ingestEgress: egress } : worker,
    { ...run, last, payload: { app_id: key.appId, document_id } },
    timeoutMs,
  );
}
/** Runs what waits in the queue for this app until nothing does. */
async function work(): Promise<void> {
  const handlers: Record<string, (payload: any) => Promise<void>> = {
    'fetch-document': (payload) => fetchDocument(worker, { ...run, payload }),
    'read-document': (payload) => readDocument(worker, { ...run, payload }),
    'embed-chunks': (payload) => embedChunks(worker, { ...run, payload }),
    'delete-blobs': (payload) => deleteBlobs(worker, { ...run, payload }),
    erase: (payload) => erase(worker, { ...run, payload }),
  };
  for (;;) {
    const { rows } = await sql<{ name: string; data: any }>`
      delete from pgboss.job where id = (select id from pgboss.job where state in ('created', 'retry')
        and data->>'app_id' = ${key.appId} and name = any(${Object.keys(handlers)}::text[]) order by created_on limit 1)
      returning name, data`.execute(docent.ctx.db);
    if (!rows[0]) return;
    await handlers[rows[0].name]!(rows[0].data);
  }
}
const files = () => {
  try {
    return readdirSync(join(fileFolder(docent.ctx.config), key.appId));
  } catch {
    return [];
  }
};
const html = (text: string, title = 'The Mill &amp; its Wheel') =>
  `<!doctype html><html><head><title>${title}</title></head><body><article><h1>The Mill</h1><p>${text}</p></article></body></html>`;
const failure = async (id: string) => {
  const { status, error } = await get(id);
  expect(status).toBe('failed');
  expect(error).not.toContain('127.0.0.1');
  return error as string;
};

test('a page is fetched by the queue, named by its title, read, found, and shown with its address', async () => {
  const full = await startDocent({}, { INGEST_ALLOW_PRIVATE: 'true' });
  answer = (req, res) => {
    if (req.url === '/old') return res.writeHead(302, { location: '/mill?a=1', 'set-cookie': 'a=b' }).end();
    res.setHeader('content-type', 'text/html; charset=windows-1251');
    // "Мельник" in the old code of the server's header.
    res.end(
      Buffer.concat([
        Buffer.from(html('The miller of the weir grinds rye on Thursdays. ')),
        Buffer.from([0xcc, 0xe5, 0xeb, 0xfc, 0xed, 0xe8, 0xea]),
      ]),
    );
  };
  const url = `${origin}/old#part`;
  const response = await full.api('/documents', { json: { url, metadata: { of: 'web' } } });
  const [queued] = (await json(response)).documents;
  expect([response.status, queued.status, queued.name]).toEqual([202, 'queued', '127.0.0.1']);
  const document = await until('the page', async () => {
    const { document: now } = await json(full.api(`/documents/${queued.document_id}`));
    expect(now.error).toBeNull();
    return now.status === 'ready' && now;
  });
  expect(document).toMatchObject({
    name: 'The Mill & its Wheel',
    media_type: 'text/html',
    source_url: `${origin}/old`,
    metadata: { of: 'web' },
  });
  expect(await (await full.api(`/documents/${queued.document_id}/content`)).text()).toContain('Мельник');
  const { results } = await json(full.api('/search', { json: { query: 'When does the miller grind rye?' } }));
  expect(results[0].document_id).toBe(queued.document_id);
  // The same address again is the document that is there.
  const again = await json(full.api('/documents', { json: { url: `${origin}/old` } }));
  expect(again.documents).toEqual([
    { document_id: queued.document_id, name: 'The Mill & its Wheel', status: 'ready' },
  ]);
  expect(seen.map((req) => [req.url, req.headers['user-agent'], req.headers.cookie])).toEqual([
    ['/old', `Docent/${VERSION}`, undefined],
    ['/mill?a=1', `Docent/${VERSION}`, undefined],
  ]);
  await full.close();
});

test('an office file comes as it is, whatever encoding its server names', async () => {
  const content = archive(docxParts(paragraph('The goods lift carries 900 kilograms.')));
  answer = (_req, res) => {
    res.setHeader('content-type', `${DOCX}; charset=iso-8859-2`);
    res.end(content);
  };
  const id = await add(`${origin}/lift.docx`);
  await work();
  expect(await get(id)).toMatchObject({ status: 'ready', name: 'lift.docx', media_type: DOCX });
  const original = await ask(`/documents/${id}/content`);
  expect(Buffer.from(await original.arrayBuffer()).equals(content)).toBe(true);
});

test('what is no page of the web is refused at once; so is an address beside a text', async () => {
  for (const body of [
    { url: 'file:///etc/passwd' },
    { url: 'ftp://example.com/a' },
    { url: 'example.com' },
    { url: 'https://user:secret@example.com/' },
    { url: `https://example.com/${'a'.repeat(2_100)}` },
    { url: 'https://example.com/', text: 'And a text.', name: 'a.txt' },
    { name: 'a.txt' },
    { text: 'A text without a name.' },
  ]) {
    const { error } = await json(ask('/documents', body));
    expect(error?.code, JSON.stringify(body)).toBe('invalid_request');
  }
});

test('without the operator’s leave nothing inside is fetched, by any spelling', async () => {
  const guarded = openEgress({
    allowPrivate: false,
    lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  answer = (_req, res) => res.end('inside');
  const { port } = new URL(origin);
  const id = await add(`${origin}/inside`);
  await fetchOnce(id, { egress: guarded });
  expect(await failure(id)).toMatch(/is on this machine or in a private network.* Upload the file instead\./);
  let tried = 0;
  for (const host of spellings) {
    const url = `http://${host}:${port}/`;
    if (!URL.canParse(url)) continue;
    tried++;
    await expect(fetchPage(guarded, url, { signal: never, userAgent: 'Docent' }), host).rejects.toThrow(
      'private network',
    );
  }
  expect(tried).toBeGreaterThan(180);
  expect(seen).toEqual([]);
  await guarded.close();
  // Webhooks may be allowed in: that says nothing of documents.
  const other = await startDocent({}, { WEBHOOK_ALLOW_PRIVATE: 'true' });
  const { documents } = await json(other.api('/documents', { json: { url: `${origin}/inside` } }));
  const refused = await until('the refusal', async () => {
    const { document } = await json(other.api(`/documents/${documents[0].document_id}`));
    return document.status === 'failed' && document;
  });
  expect(refused.error).toContain('private network');
  expect(seen).toEqual([]);
  await other.close();
});

describe('a page that leads on', () => {
  /** As from the open internet: `outside.example` is this process, everything else is guarded. */
  const outside = (lookup?: (name: string) => string): Egress => {
    const open = openEgress({ allowPrivate: true });
    const guarded = openEgress({
      allowPrivate: false,
      lookup: (name, _options, callback) =>
        callback(null, [{ address: lookup?.(name) ?? '10.0.0.1', family: 4 }]),
    });
    return {
      request: (url, options) =>
        new URL(url).hostname === 'outside.example'
          ? open.request(url.replace(/^http:\/\/outside\.example/, origin), options)
          : guarded.request(url, options),
      close: async () => void (await Promise.all([open.close(), guarded.close()])),
    };
  };

  test.each([
    ['on this machine', () => `${origin}/secret`],
    ['to the metadata of a cloud', () => 'http://169.254.169.254/latest/meta-data'],
    ['to a name of the inside', () => 'http://intranet.example/'],
    ['to a spelling of loopback', () => origin.replace('127.0.0.1', '0x7f.1')],
  ])('%s is refused', async (_to, target) => {
    answer = (_req, res) => res.writeHead(302, { location: target() }).end();
    const egress = outside();
    const id = await add('http://outside.example/');
    await fetchOnce(id, { egress });
    expect(await failure(id)).toContain('private network');
    expect(seen.map(({ url }) => url)).toEqual(['/']);
    await egress.close();
  });

  test('to a name that was public when it was looked at before is refused when it is connected to', async () => {
    const addresses = ['93.184.215.14', '127.0.0.1'];
    const lookup = () => addresses.shift()!;
    // What a check beforehand would have seen.
    expect(lookup()).toBe('93.184.215.14');
    answer = (_req, res) => res.writeHead(301, { location: 'http://rebound.example/' }).end();
    const egress = outside(lookup);
    const id = await add('http://outside.example/');
    await fetchOnce(id, { egress });
    expect(await failure(id)).toContain('private network');
    expect([addresses, seen.length]).toEqual([[], 1]);
    await egress.close();
  });

  test('to something else than http, to no address, or on and on, is refused; five times are followed', async () => {
    for (const [location, expected] of [
      ['file:///etc/passwd', 'neither http nor https'],
      ['data:text/html,hello', 'neither http nor https'],
      ['http://[::1', 'not an address'],
    ]) {
      answer = (_req, res) => res.writeHead(307, { location }).end();
      const id = await add(`${origin}/${newId('use')}`);
      await fetchOnce(id);
      expect(await failure(id)).toContain(expected);
    }
    const hops = (most: number) => (req: IncomingMessage, res: ServerResponse) => {
      const hop = Number(req.url!.slice(1));
      if (hop < most) res.writeHead(308, { location: `/${hop + 1}` }).end();
      else res.end(`The end of the road after ${most} hops.`);
    };
    answer = hops(6);
    const long = await add(`${origin}/0`);
    await fetchOnce(long);
    expect(await failure(long)).toContain('more than 5 times');
    answer = hops(5);
    seen = [];
    await add(`${origin}/0`);
    await work();
    expect(await get(long)).toMatchObject({ status: 'ready', error: null, name: '5' });
    expect(seen).toHaveLength(6);
  });
});

test('a server that refuses the connection is named in words, not by the code of the system', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const id = await add(`http://127.0.0.1:${port}/`);
  await fetchOnce(id, { last: true }).catch(() => {});
  expect(await failure(id)).toBe(
    'The server of the page refused the connection. Check the address, or try again later.',
  );
});

test('a wrong response of a server gives a message that says what to do, and a retry fetches again', async () => {
  const errorOf = async (respond: typeof answer, how: How = {}) => {
    answer = respond;
    const id = await add(`${origin}/${newId('use')}`);
    const outcome = await fetchOnce(id, how).then(
      () => 'ended',
      (error: { code?: string }) => error.code,
    );
    return { id, outcome };
  };
  const status = (code: number) => (_req: IncomingMessage, res: ServerResponse) =>
    res.writeHead(code).end('Nothing here.');

  const missing = await errorOf(status(404));
  expect(await failure(missing.id)).toBe('The server of the page responded with 404. Check the address.');
  const closed = await errorOf(status(403));
  expect(await failure(closed.id)).toContain('The server of the page responded with 403. It is not public');

  const down = await errorOf(status(500));
  expect([down.outcome, (await get(down.id)).status]).toEqual(['PAGE_NOT_FETCHED', 'extracting']);
  await fetchOnce(down.id, { last: true }).catch(() => {});
  expect(await failure(down.id)).toBe('The server of the page responded with 500. Try again later.');

  const cut = await errorOf((req) => req.socket.destroy(), { last: true });
  expect(await failure(cut.id)).toBe(
    'The server of the page closed the connection. Check the address, or try again later.',
  );
  const half = await errorOf(
    (req, res) => {
      res.writeHead(200, { 'content-length': '100000' });
      res.write('Half of it.');
      setTimeout(() => req.socket.destroy(), 50);
    },
    { last: true },
  );
  expect(await failure(half.id)).toContain('closed the connection');

  const noise = await errorOf((_req, res) => res.end(Buffer.from([0, 1, 2, 255, 254, 0])));
  expect(await failure(noise.id)).toContain('not a supported type of file');
  const empty = await errorOf((_req, res) => res.end());
  expect(await failure(empty.id)).toContain('empty');
  const odd = await errorOf((_req, res) => res.setHeader('content-encoding', 'odd').end('abc'));
  expect(await failure(odd.id)).toContain('unsupported compression');
  await work();
  expect(files()).toEqual([]);

  // From the panel, when the page is there again: fetched anew.
  answer = (_req, res) =>
    res.setHeader('content-encoding', 'gzip').end(gzipSync(html('The mill is open again.')));
  const { library } = createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: never,
  });
  await library.retry({ app_id: key.appId, document_id: missing.id });
  await work();
  expect(await get(missing.id)).toMatchObject({ status: 'ready', name: 'The Mill & its Wheel', error: null });

  // The same content at another address is not taken twice.
  const twice = await add(`${origin}/twice`);
  await work();
  expect(await failure(twice)).toContain('identical content');
  expect(files()).toHaveLength(2);
});

test('a page that never ends, is too large, or comes drop by drop is ended, and nothing of it stays', async () => {
  let closed = 0;
  const endless =
    (piece: Buffer | string, everyMs: number, headers = {}) =>
    (_req: any, res: ServerResponse) => {
      res.writeHead(200, { 'content-type': 'text/html', ...headers });
      const timer = setInterval(() => res.write(piece), everyMs);
      res.on('close', () => {
        clearInterval(timer);
        closed++;
      });
    };
  const errorOf = async (respond: typeof answer, timeoutMs: number) => {
    answer = respond;
    const id = await add(`${origin}/${newId('use')}`);
    await fetchOnce(id, { timeoutMs });
    return failure(id);
  };
  expect(await errorOf(endless('x'.repeat(100_000), 1), 60_000)).toContain('larger than 1 MB');
  expect(await errorOf(endless('x', 20), 1_000)).toContain('did not load in time');
  // Not even an answer's first line.
  answer = () => {};
  expect(await errorOf(() => {}, 1_000)).toContain('did not load in time');
  const bomb = gzipSync(Buffer.alloc(50_000_000, 'bomb '));
  expect(await errorOf((_req, res) => res.setHeader('content-encoding', 'gzip').end(bomb), 60_000)).toContain(
    'larger than 1 MB',
  );
  expect(await errorOf(endless(bomb.subarray(0, 20), 20, { 'content-encoding': 'gzip' }), 1_000)).toMatch(
    /damaged|did not load in time/,
  );
  await until('the connections to be closed', () => closed === 3);
  await work();
  expect(files()).toEqual([]);
  const { rows } = await sql`select 1 from blobs where app_id = ${key.appId}`.execute(docent.ctx.db);
  expect(rows).toEqual([]);
});

test('a file of the web keeps its name and kind; a version that is uploaded takes its place', async () => {
  answer = (_req, res) => res.setHeader('content-type', 'text/markdown').end('# Weir\n\nThe weir is of oak.');
  const id = await add(`${origin}/files/weir%20notes?raw=1`);
  await work();
  expect(await get(id)).toMatchObject({ name: 'weir notes', media_type: 'text/markdown', status: 'ready' });
  await ask(`/documents/${id}`, { text: 'The weir is of stone now.', name: 'weir.txt' }, 'PUT');
  await work();
  expect(await get(id)).toMatchObject({ name: 'weir.txt', source_url: null, status: 'ready' });
  expect(files()).toHaveLength(2);
});

const CANARY = 'albatrosscanary';
test.each(['before it is fetched', 'while it is fetched', 'when it is there'])(
  'an erasure takes the address too, %s',
  async (at) => {
    const id = await add(`${origin}/${CANARY}?of=${CANARY}`);
    const remove = async () => {
      const { erasure_id } = await json(ask(`/documents/${id}`, undefined, 'DELETE'));
      return erasure_id as string;
    };
    let erasing: Promise<string> | undefined;
    answer = (_req, res) => {
      if (at === 'while it is fetched') erasing = remove();
      void (async () => {
        await erasing;
        res.end(`The ${CANARY} flies over the weir.`);
      })();
    };
    if (at === 'while it is fetched') await fetchOnce(id);
    if (at === 'when it is there') await work();
    const before = await dump(docent.ctx.db);
    if (!erasing) expect(before).toContain(CANARY);
    const erasureId = await (erasing ?? remove());
    await work();
    const { receipt } = (await json(ask(`/erasures/${erasureId}`))).erasure;
    expect(new Set(Object.values(receipt.left))).toEqual(new Set([0]));
    const after = await dump(docent.ctx.db);
    expect(after).not.toContain(CANARY);
    expect(files()).toEqual([]);
  },
);
