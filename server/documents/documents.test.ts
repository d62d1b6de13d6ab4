import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { text as readStream } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findApp } from '../../shared/tenancy/app.ts';
import { fileFolder, startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { archive, xlsxParts } from '../../test/office-files.ts';
import { demoAppId } from '../../test/keys.ts';
import { newId } from '../../shared/platform/ids.ts';
import { createCaller } from '../transport/trpc/router.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';

let docent: Docent;
let model: ModelServer;
let appId: string;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent(
    {},
    {
      MAX_UPLOAD_MB: '1',
      INGEST_OCR: 'off',
      ...modelEnvironment(model),
    },
  );
  appId = await demoAppId(docent);
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.embedding = {};
  model.calls.length = 0;
});

type Named = [name: string, content: string | Uint8Array];
const fixture = (name: string) =>
  readFile(new URL(`../../worker/documents/extract/fixtures/${name}`, import.meta.url));

function form(files: Named[], fields: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [name, content] of files) body.append('file', new Blob([content as BlobPart]), name);
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return body;
}
const upload = (files: Named[], fields?: Record<string, string>) =>
  docent.api('/documents', { method: 'POST', body: form(files, fields) });
const send = (name: string, text: string, more: object = {}) =>
  docent.api('/documents', { json: { name, text, ...more } });
const bodyOf = async (response: Response): Promise<any> => response.json();
const get = async (id: string) => (await bodyOf(await docent.api(`/documents/${id}`))).document;
const remove = (id: string) => docent.api(`/documents/${id}`, { method: 'DELETE' });
const search = async (query: string, filter?: object) =>
  (await bodyOf(await docent.api('/search', { json: { query, filter } }))).results as any[];

/** The documents of an accepted upload. */
async function accepted(
  response: Response,
): Promise<{ document_id: string; name: string; status: string }[]> {
  const body = await bodyOf(response);
  expect([response.status, body.success]).toEqual([202, true]);
  return body.documents;
}
const ended = (id: string) =>
  until(`the ingest of ${id}`, async () => {
    const document = await get(id);
    return ['ready', 'failed'].includes(document.status) && document;
  });
async function ready(response: Response) {
  const [document] = await accepted(response);
  expect(await ended(document!.document_id)).toMatchObject({ status: 'ready', error: null });
  return document!.document_id;
}

/** Everything that a document leaves in the stores, once no job is at work. */
async function stores() {
  const { db, config } = docent.ctx;
  await until('all jobs to be done', async () => {
    const { rows } =
      await sql`select from pgboss.job where state < 'completed' and name not in ('settle-abandoned')`.execute(
        db,
      );
    return rows.length === 0;
  });
  const count = async (table: 'documents' | 'chunks' | 'staged_chunks' | 'lexical_index' | 'vector_index') =>
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n;
  const blobs = await db.selectFrom('blobs').select('blob_id').orderBy('blob_id').execute();
  // The probe writes a file of its own from time to time, and the folder has a mark.
  const files = (await readdir(fileFolder(config), { recursive: true, withFileTypes: true })).filter(
    ({ name }) => name.startsWith('blob_'),
  );
  expect(files.map(({ name }) => name).sort()).toEqual(blobs.map(({ blob_id }) => blob_id));
  return {
    blobs,
    documents: await count('documents'),
    chunks: await count('chunks'),
    staged_chunks: await count('staged_chunks'),
    lexical_index: await count('lexical_index'),
    vector_index: await count('vector_index'),
    statistics: await db
      .selectFrom('term_statistics')
      .selectAll()
      .orderBy('app_id')
      .orderBy('term_id')
      .execute(),
  };
}

async function expectRefusal(response: Response, status: number, code: string, message: RegExp) {
  const { error } = await bodyOf(response);
  expect([response.status, error.code]).toEqual([status, code]);
  expect(error.message).toMatch(message);
}

describe('an upload', () => {
  test('of many files of every kind is accepted as one list, and each becomes ready', async () => {
    const files: Named[] = [
      ['moles.md', '# Moles\n\nMoles dig tunnels under the orchard lawn.'],
      ['wells.txt', 'The village well is forty metres deep.'],
      ['article.html', await fixture('article.html')],
      ['report.pdf', await fixture('report.pdf')],
      ['handbook.pdf', await fixture('handbook.pdf')],
    ];
    const documents = await accepted(await upload(files));
    expect(documents).toEqual(
      files.map(([name]) => ({ document_id: expect.stringMatching(/^doc_\w+$/), name, status: 'queued' })),
    );
    const types = ['text/markdown', 'text/plain', 'text/html', 'application/pdf', 'application/pdf'];
    for (const [place, { document_id, name }] of documents.entries()) {
      const document = await ended(document_id);
      expect(document).toMatchObject({
        name,
        media_type: types[place],
        status: 'ready',
        progress: 1,
        error: null,
        metadata: {},
      });
      expect(document.bytes).toBe(Buffer.from(files[place]![1] as string).length);
      expect(document.chunk_count).toBeGreaterThan(0);
      expect(document.token_count).toBeGreaterThan(5);
    }
  });

  test("of a PDF is found with page numbers, each text standing at its span of the document's text", async () => {
    const [document] = await accepted(await upload([['report.pdf', await fixture('report.pdf')]]));
    const id = document!.document_id;
    await ended(id);
    const results = await search('report', { document_ids: [id] });
    expect(results.length).toBeGreaterThan(0);
    const row = await docent.ctx.db
      .selectFrom('documents')
      .selectAll()
      .where('document_id', '=', id)
      .executeTakeFirstOrThrow();
    const app = await findApp(docent.ctx, appId);
    const text = await readStream(
      await docent.ctx.blobs.read({ appId, blobId: row.text_blob!, key: app!.dataKey }),
    );
    for (const result of results) {
      expect(result).toMatchObject({ document_id: id, document_name: 'report.pdf', metadata: {} });
      expect(result.page).toBeGreaterThanOrEqual(1);
      expect(result.score).toBeGreaterThanOrEqual(0);
      expect(result.score).toBeLessThanOrEqual(1);
      expect(text.slice(result.start, result.end)).toBe(result.text);
    }
    expect(Math.max(...results.map(({ page }) => page))).toBeGreaterThan(1);
  });

  test('as JSON text becomes ready too, its characters intact', async () => {
    const id = await ready(await send('Straße.txt', 'Grüße aus der Straße № 9 👋.'));
    expect((await search('Grüße Straße', { document_ids: [id] }))[0].text).toBe(
      'Grüße aus der Straße № 9 👋.',
    );
  });

  test('of the same content gives the document that is there, with one ingest', async () => {
    const first = await ready(await send('once.txt', 'The lighthouse keeper counts gulls.'));
    const before = await stores();
    const [again] = await accepted(await upload([['twice.md', 'The lighthouse keeper counts gulls.']]));
    expect(again).toEqual({ document_id: first, name: 'once.txt', status: 'ready' });
    expect(await stores()).toEqual(before);
  });

  test('of the same content many times at once gives one document with one ingest', async () => {
    const files: Named[] = [
      ['north.txt', 'Northern bees sleep until the heather blooms.'],
      ['south.txt', 'Southern bees never sleep while the clover is warm.'],
    ];
    // Also in the other order, and twice in one form: rows must not be locked crosswise.
    const forms = [
      files,
      files.toReversed(),
      [...files, ...files],
      files.toReversed(),
      files,
      files.toReversed(),
    ];
    const lists = await Promise.all(forms.map(async (list) => accepted(await upload(list))));
    const ids = new Map(lists.flat().map(({ name, document_id }) => [name, document_id]));
    for (const [place, list] of lists.entries())
      expect(list.map(({ name, document_id }) => [name, document_id])).toEqual(
        forms[place]!.map(([name]) => [name, ids.get(name)]),
      );
    for (const id of ids.values()) {
      expect(await ended(id)).toMatchObject({ status: 'ready' });
      const { rows } =
        await sql`select from pgboss.job where name = 'read-document' and data->>'document_id' = ${id}`.execute(
          docent.ctx.db,
        );
      expect(rows).toHaveLength(1);
    }
    await stores();
  });

  test.each(['scanned.pdf', 'encrypted.pdf'])(
    'that cannot be read (%s) says why, and is tried again when it is sent again',
    async (name) => {
      const [document] = await accepted(await upload([[name, await fixture(name)]]));
      const failed = await ended(document!.document_id);
      expect(failed.status).toBe('failed');
      expect(failed.error).toMatch(/^[A-Z].{20,}\.$/);
      expect(failed.error).not.toMatch(/Error|undefined|\bat \//);
      const attempt = () =>
        docent.ctx.db
          .selectFrom('documents')
          .select('ingest_attempt')
          .where('document_id', '=', document!.document_id)
          .executeTakeFirstOrThrow();
      const { ingest_attempt } = await attempt();
      const [again] = await accepted(await upload([[name, await fixture(name)]]));
      expect(again).toEqual({ ...document, status: 'queued' });
      await until('the second attempt', async () => (await attempt()).ingest_attempt > ingest_attempt);
      expect(await ended(document!.document_id)).toMatchObject({ status: 'failed', error: failed.error });
      await remove(document!.document_id);
    },
  );
});

describe('refused, with nothing left behind, is', () => {
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const exe = Buffer.concat([
    Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff', 'latin1'),
    Buffer.alloc(500),
  ]);
  let before: Awaited<ReturnType<typeof stores>>;
  beforeEach(async () => {
    before = await stores();
  });
  const nothingLeft = async () => expect(await stores()).toEqual(before);
  const big = 'All work and no play. '.repeat(240_000);

  test('a picture, a program, an empty file; whatever their names say', async () => {
    const reads = /^\S+ is not a supported type of file\. Supported: plain text, Markdown, HTML, PDF/;
    await expectRefusal(await upload([['photo.gif', gif]]), 415, 'unsupported_media_type', reads);
    await expectRefusal(await upload([['readme.txt', exe]]), 415, 'unsupported_media_type', reads);
    await expectRefusal(
      await upload([['void.txt', '']]),
      400,
      'invalid_request',
      /^void\.txt is empty: choose/,
    );
    await expectRefusal(await send('zero.txt', 'a\0b'.repeat(9)), 415, 'unsupported_media_type', reads);
    await nothingLeft();
  });

  test('a form of good files, for the sake of one that is not', async () => {
    const response = await upload([
      ['good.txt', 'A good text.'],
      ['photo.gif', gif],
      ['late.txt', 'Another good text.'],
    ]);
    await expectRefusal(response, 415, 'unsupported_media_type', /^photo\.gif/);
    await nothingLeft();
  });

  test('what is larger than the limit, as a form and as JSON', async () => {
    await expectRefusal(
      await upload([['big.txt', big]]),
      413,
      'payload_too_large',
      /larger than 1 MB.*Split it/,
    );
    await expectRefusal(await send('big.txt', big), 413, 'payload_too_large', /larger than 1 MB.*Split it/);
    await nothingLeft();
  });

  test('and the rest of what is too large does not block the connection it came on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const post = (type: string, body: string) =>
      new Promise<number>((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${docent.apiKey}`,
          'content-type': type,
          'content-length': Buffer.byteLength(body),
        };
        request(`${docent.url}/api/v1/documents`, { method: 'POST', agent, headers }, (res) =>
          res.resume().on('end', () => resolve(res.statusCode!)),
        )
          .on('error', reject)
          .end(body);
      });
    for (let round = 0; round < 2; round++) {
      expect(await post('application/json', JSON.stringify({ name: 'big.txt', text: big }))).toBe(413);
      expect(await post('multipart/form-data; boundary=b', part(`${big}\r\n--b--\r\n`))).toBe(413);
      expect(await post('multipart/form-data; boundary=b', part(`${gif.toString('latin1')}${big}`))).toBe(
        415,
      );
      expect(await post('text/plain', big)).toBe(415);
    }
    agent.destroy();
    await nothingLeft();
  });

  test('a good document whose job cannot be enqueued', async () => {
    const { queue } = docent.ctx;
    const { sendAll: enqueue } = queue;
    queue.sendAll = async () => {
      throw new Error('no queue');
    };
    try {
      await expectRefusal(await send('lone.txt', 'A lone text.'), 500, 'internal_error', /./);
      await expectRefusal(await upload([['lone.txt', 'A lone text.']]), 500, 'internal_error', /./);
    } finally {
      queue.sendAll = enqueue;
    }
    await nothingLeft();
  });

  test('metadata that is no JSON object', async () => {
    const file: Named = ['notes.txt', 'Notes on metadata.'];
    for (const metadata of [
      '{"a":',
      '[1]',
      '"text"',
      '{"a":"\\u0000"}',
      JSON.stringify({ a: 'x'.repeat(20_000) }),
    ])
      await expectRefusal(
        await upload([file], { metadata }),
        400,
        'invalid_request',
        /^metadata must be a JSON object/,
      );
    for (const metadata of [
      [1],
      'text',
      { 'a\0': 1 },
      { a: ['\ud800'] },
      JSON.parse(`{"a":${'['.repeat(900)}${']'.repeat(900)}}`),
    ])
      await expectRefusal(
        await send(...(file as [string, string]), { metadata }),
        400,
        'invalid_request',
        /^metadata/,
      );
    await nothingLeft();
  });

  test('more files at once than are taken', async () => {
    const files = Array.from({ length: 101 }, (_, n): Named => [`${n}.txt`, `File number ${n}.`]);
    await expectRefusal(await upload(files), 400, 'invalid_request', /at most 100 files/);
    await nothingLeft();
  });

  const part = (more: string) =>
    `--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n${more}`;
  const field = (more: string) => `--b\r\nContent-Disposition: form-data; name="metadata"\r\n\r\n${more}`;
  test.each([
    ['without a boundary', 'multipart/form-data', part('text\r\n--b--\r\n')],
    ['that is empty', 'multipart/form-data; boundary=b', ''],
    ['without parts', 'multipart/form-data; boundary=b', '--b--\r\n'],
    ['that is no form', 'multipart/form-data; boundary=b', 'just some text'],
    ['with another boundary', 'multipart/form-data; boundary=c', part('text\r\n--b--\r\n')],
    ['cut off after the boundary', 'multipart/form-data; boundary=b', '--b\r\n'],
    ['cut off inside the headers', 'multipart/form-data; boundary=b', part('').slice(0, 40)],
    ['cut off after the headers', 'multipart/form-data; boundary=b', part('')],
    ['cut off inside a file', 'multipart/form-data; boundary=b', part('half a te')],
    ['cut off before the last boundary', 'multipart/form-data; boundary=b', part('whole\r\n')],
    ['cut off inside a field', 'multipart/form-data; boundary=b', field('{"a":')],
    [
      'cut off inside a field after a file',
      'multipart/form-data; boundary=b',
      `${part('whole text\r\n')}${field('{"a":')}`,
    ],
    [
      'cut off inside a second file',
      'multipart/form-data; boundary=b',
      `${part('whole text\r\n')}${part('half')}`,
    ],
    ['with a field alone', 'multipart/form-data; boundary=b', `${field('{}')}\r\n--b--\r\n`],
  ])('a form %s, without a long wait', { timeout: 60_000 }, async (_name, type, body) => {
    const response = await docent.api('/documents', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    await expectRefusal(response, 400, 'invalid_request', /form/);
    await nothingLeft();
  });

  test('an upload that its sender breaks off', async () => {
    const headers = {
      authorization: `Bearer ${docent.apiKey}`,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': 500_000,
    };
    const req = request(`${docent.url}/api/v1/documents`, { method: 'POST', headers });
    req.on('error', () => {});
    req.write(part('x'.repeat(100_000)));
    await until('the upload to begin', async () => {
      const { rows } = await sql`select from blobs where document_id is null`.execute(docent.ctx.db);
      return rows.length > 0;
    });
    req.destroy();
    await until('the upload to be taken back', async () => {
      const { rows } = await sql`select from blobs where document_id is null`.execute(docent.ctx.db);
      return rows.length === 0;
    });
    await nothingLeft();
  });
});

describe('metadata', () => {
  test('comes back, and narrows what is searched; so do document ids', async () => {
    const text = (place: string) => `The harbour master of ${place} keeps the tide tables.`;
    const [oslo] = await accepted(
      await upload([['oslo.txt', text('Oslo')]], {
        metadata: '{"city":"Oslo","floor":3,"open":true,"tags":["a"]}',
      }),
    );
    const bergen = await ready(await send('bergen.txt', text('Bergen'), { metadata: { city: 'Bergen' } }));
    const document = await ended(oslo!.document_id);
    expect(document.metadata).toEqual({ city: 'Oslo', floor: 3, open: true, tags: ['a'] });

    const found = async (filter?: object) =>
      [
        ...new Set((await search('harbour master tide tables', filter)).map((result) => result.document_id)),
      ].sort();
    expect(await found()).toEqual(expect.arrayContaining([oslo!.document_id, bergen].sort()));
    expect(await found({ metadata: { city: 'Oslo' } })).toEqual([oslo!.document_id]);
    expect(await found({ metadata: { city: 'Oslo', floor: 3, open: true } })).toEqual([oslo!.document_id]);
    expect(await found({ metadata: { city: 'Oslo', floor: 4 } })).toEqual([]);
    expect(await found({ document_ids: [bergen] })).toEqual([bergen]);
    expect(await found({ document_ids: [bergen, oslo!.document_id], metadata: { city: 'Oslo' } })).toEqual([
      oslo!.document_id,
    ]);
    expect(await found({ document_ids: [bergen], metadata: { city: 'Oslo' } })).toEqual([]);
    expect((await search('harbour', { metadata: { city: 'Oslo' } }))[0].metadata).toEqual(document.metadata);
  });
});

test('a form may quote its boundary, send metadata as a file, and end with a postscript', async () => {
  const part = (disposition: string, content: string) =>
    `--"a b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
  const body =
    'A preamble.\r\n' +
    part('name="metadata"; filename="meta.json"', '{"from":"a file"}') +
    part('name="file"; filename="odd.txt"', 'An odd boundary --a b-- bounds this text.') +
    '--"a b--\r\nA postscript.';
  const headers = { 'content-type': 'multipart/form-data; boundary="\\"a b"' };
  const [document] = await accepted(await docent.api('/documents', { method: 'POST', headers, body }));
  expect(await ended(document!.document_id)).toMatchObject({
    name: 'odd.txt',
    metadata: { from: 'a file' },
    status: 'ready',
  });
});

describe('the list', () => {
  test('pages from the newest to the oldest, without gaps or repetition', async () => {
    for (const n of [1, 2, 3]) await ready(await send(`page-${n}.txt`, `Paging text number ${n}.`));
    const seen: any[] = [];
    for (let page = 1; ; page++) {
      const body = await bodyOf(await docent.api(`/documents?page=${page}&per_page=2`));
      expect(body.meta).toEqual({ current_page: page, per_page: 2, has_more: body.meta.has_more });
      seen.push(...body.documents);
      if (!body.meta.has_more) break;
      expect(body.documents).toHaveLength(2);
    }
    const { documents: count } = await stores();
    expect(seen).toHaveLength(count as number);
    const ids = seen.map(({ document_id }) => document_id);
    expect(ids).toEqual([...new Set(ids)].sort().toReversed());
    const all = await bodyOf(await docent.api(`/documents?per_page=${seen.length}`));
    expect(all.meta.has_more).toBe(false);
    expect(all.documents).toEqual(seen);
    expect((await bodyOf(await docent.api('/documents?page=1000&per_page=100'))).documents).toEqual([]);
  });

  test('can be narrowed to a status', async () => {
    const [scanned] = await accepted(await upload([['scanned.pdf', await fixture('scanned.pdf')]]));
    await ended(scanned!.document_id);
    const failed = await bodyOf(await docent.api('/documents?status=failed'));
    expect(failed.documents.map(({ document_id }: any) => document_id)).toEqual([scanned!.document_id]);
    const others = await bodyOf(await docent.api('/documents?status=ready&per_page=100'));
    expect(others.documents.every(({ status }: any) => status === 'ready')).toBe(true);
    expect((await bodyOf(await docent.api('/documents?status=queued'))).documents).toEqual([]);
    await expectRefusal(await docent.api('/documents?status=lost'), 400, 'invalid_request', /^status/);
    await remove(scanned!.document_id);
  });
});

describe('the content', () => {
  test('is the original, byte for byte, as an attachment that no browser runs', async () => {
    const bytes = await fixture('handbook.pdf');
    const [document] = await accepted(await upload([['handbook.pdf', bytes]]));
    const response = await docent.api(`/documents/${document!.document_id}/content`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': 'attachment; filename=handbook.pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    });
    const sha = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');
    expect(sha(new Uint8Array(await response.arrayBuffer()))).toBe(sha(bytes));
  });

  test.each([
    ['a "quoted" name.md', 'a "quoted" name.md'],
    ['Übersicht №1 – 日本.md', 'Übersicht №1 – 日本.md'],
    ['line\r\nSet-Cookie: a=b.md', 'line Set-Cookie: a=b.md'],
    ['bell\u0007 and\u0000 zero.md', 'bell  and  zero.md'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ["it's 100%25 *.md", "it's 100%25 *.md"],
  ])('keeps its headers in order for the name %j', async (name, offered) => {
    const [document] = await accepted(
      await send(name, `Text of a document called ${name.replaceAll(/[^ -ÿ]/g, '')}.`),
    );
    const response = await docent.api(`/documents/${document!.document_id}/content`);
    expect(response.status).toBe(200);
    expect(response.headers.get('set-cookie')).toBeNull();
    const header = response.headers.get('content-disposition')!;
    expect(header).toMatch(/^attachment; filename=/);
    const extended = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1];
    const plain = /filename=(?:"((?:[^"\\]|\\.)*)"|([\w.]+))/.exec(header)!;
    expect(extended ? decodeURIComponent(extended) : (plain[1]?.replaceAll(/\\(.)/g, '$1') ?? plain[2])).toBe(
      offered,
    );
    expect(await response.text()).toContain('Text of a document called');
  });

  test('keeps a name that a form brings: umlauts, no folders, never longer than names may be', async () => {
    const documents = await accepted(
      await upload([
        ['Größe/übel ö.md', 'Name one.'],
        ['  ', 'Name two.'],
        [`${'n'.repeat(600)}.md`, 'Name three.'],
      ]),
    );
    expect(documents.map(({ name }) => name)).toEqual(['übel ö.md', 'document', 'n'.repeat(500)]);
  });
});

describe('a deletion', () => {
  test('removes rows, index, statistics and bytes', async () => {
    const before = await stores();
    const id = await ready(
      await send('gone.md', '# Ephemera\n\nQuokkas juggle turnips at dawn near the aqueduct.'),
    );
    expect((await stores()).statistics).not.toEqual(before.statistics);
    const response = await remove(id);
    expect([response.status, await response.json()]).toEqual([
      200,
      { success: true, document_id: id, deleted: true, erasure_id: expect.stringMatching(/^era_/) },
    ]);
    await expectRefusal(await docent.api(`/documents/${id}`), 404, 'document_not_found', /./);
    expect((await search('quokkas juggle turnips')).filter((result) => result.document_id === id)).toEqual(
      [],
    );
    expect(await stores()).toEqual(before);
  });

  test('while its chunks are being embedded leaves nothing behind', async () => {
    const before = await stores();
    model.embedding = { delayMs: 400 };
    const [document] = await accepted(
      await send('embedding.md', 'Capybaras are calm beside the warm canal.'),
    );
    await until('the model to be called', () => model.calls.length > 0);
    expect((await remove(document!.document_id)).status).toBe(200);
    expect(await stores()).toEqual(before);
  });

  test('while its text is being read leaves nothing behind', async () => {
    const before = await stores();
    const { blobs } = docent.ctx;
    const { write } = blobs;
    let reached = () => {};
    let goOn = () => {};
    const reading = new Promise<void>((resolve) => (reached = resolve));
    const deleted = new Promise<void>((resolve) => (goOn = resolve));
    // The extracted text is written without a limit of size: there the ingest waits for the deletion.
    blobs.write = async (place, source, maxBytes, look) => {
      if (maxBytes === Infinity) {
        reached();
        await deleted;
      }
      return write(place, source, maxBytes, look);
    };
    try {
      const [document] = await accepted(await send('reading.md', 'Wombats stack cubes along the ridge.'));
      await reading;
      expect((await remove(document!.document_id)).status).toBe(200);
    } finally {
      blobs.write = write;
      goOn();
    }
    expect(await stores()).toEqual(before);
  });

  test('lets the same content be uploaded anew', async () => {
    const text = 'Pelicans fold their maps by the pier.';
    const first = await ready(await send('anew.md', text));
    await remove(first);
    const second = await ready(await send('anew.md', text));
    expect(second).not.toBe(first);
    expect(await search('pelicans fold maps', { document_ids: [second] })).toHaveLength(1);
  });
});

test('a row in the middle of a long table is found and answered with the names of its columns', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, row) => `| Valve ${row} | ${row * 13 + 5} bar | shelf ${row % 9} |`,
  );
  const table = ['| Item | Pressure | Place |', '| --- | --- | --- |', ...rows].join('\n');
  const id = await ready(await send('valves.md', `# Valves\n\n${table}`));
  const [best] = await search('pressure of valve 117', { document_ids: [id] });
  expect(best.text).toContain('| Valve 117 | 1526 bar |');
  await docent.api('/chat', {
    json: { message: 'What is the pressure of valve 117?', filter: { document_ids: [id] } },
  });
  const prompt = JSON.stringify(model.calls.find(({ path }) => path.endsWith('/chat/completions'))!.body);
  expect(prompt).toContain('| Item | Pressure | Place |');
  expect(prompt).toContain('| Valve 117 | 1526 bar |');
  await remove(id);
});

test('what was not read of a document is said, until a version is read whole', async () => {
  const sheet = (name: string, place: number) => ({
    [name]: `<row r="1"><c r="A1"><v>${place}</v></c></row>`,
  });
  const parts = xlsxParts({ ...sheet('Open', 1), ...sheet('Draft', 2) });
  parts['xl/workbook.xml'] = String(parts['xl/workbook.xml']).replace(
    'name="Draft"',
    'name="Draft" state="hidden"',
  );
  const id = await ready(await upload([['figures.xlsx', archive(parts)]]));
  const warnings = [{ code: 'hidden_left_out', message: 'Hidden sheets were left out: Draft.' }];
  expect(await get(id)).toMatchObject({ status: 'ready', warnings });
  const whole = form([['figures.xlsx', archive(xlsxParts(sheet('Open', 3)))]]);
  expect((await docent.api(`/documents/${id}`, { method: 'PUT', body: whole })).status).toBe(202);
  await expect.poll(async () => (await get(id)).warnings).toEqual([]);
  await remove(id);
});

test('an unknown document is 404 wherever it is asked for', async () => {
  const id = 'doc_01k9m3t1v8f2srr4gq9x0c6c6d';
  for (const response of [docent.api(`/documents/${id}`), docent.api(`/documents/${id}/content`), remove(id)])
    await expectRefusal(await response, 404, 'document_not_found', /no document with this id/);
  expect(await search('anything', { document_ids: [id] })).toEqual([]);
});

test('the panel sorts, tags, fetches again and deletes many documents at once', async () => {
  const owner = createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
  const many = await Promise.all(
    ['bulk-b.md', 'Bulk-a.md', 'bulk-c.md'].map(async (name, n) => {
      const text = `The ${name} is about pelicans. `.repeat(n + 1);
      const { documents } = await bodyOf(await send(name, text, { metadata: { tags: ['birds'] } }));
      return documents[0].document_id as string;
    }),
  );
  for (const id of many) await until('ready', async () => (await get(id)).status === 'ready');
  const list = async (more: object) =>
    (await owner.library.list({ app_id: appId, name: 'bulk-', ...more })).documents.map(({ name }) => name);
  expect(await list({ sort: 'name', order: 'asc' })).toEqual(['Bulk-a.md', 'bulk-b.md', 'bulk-c.md']);
  expect(await list({ sort: 'size', order: 'desc' })).toEqual(['bulk-c.md', 'Bulk-a.md', 'bulk-b.md']);
  expect((await get(many[0]!)).embedded_count).toBe((await get(many[0]!)).chunk_count);

  // Tags are metadata: what searches and keys filter by.
  const change = (document_ids: string[], what: object) =>
    owner.library.change({ app_id: appId, document_ids, ...what } as never);
  expect(await change(many.slice(0, 2), { change: 'tag', tag: 'sea' })).toEqual({ changed: 2, skipped: [] });
  const { documents, tags } = await owner.library.list({ app_id: appId, tag: 'sea' });
  expect(documents.map(({ document_id }) => document_id).sort()).toEqual(many.slice(0, 2).sort());
  expect(tags).toEqual(
    expect.arrayContaining([
      { tag: 'birds', count: 3 },
      { tag: 'sea', count: 2 },
    ]),
  );
  const found = await search('pelicans', { metadata: { tags: 'sea' } });
  expect(new Set(found.map(({ document_id }) => document_id))).toEqual(new Set(many.slice(0, 2)));
  await change(many.slice(0, 1), { change: 'untag', tag: 'sea' });
  expect((await get(many[0]!)).metadata).toEqual({ tags: ['birds'] });
  await expect(change(many, { change: 'tag' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  // What else an app keeps under `tags` is not lost.
  const keeps = async (tags: unknown) => {
    const row = docent.ctx.db.updateTable('documents').where('document_id', '=', many[0]!);
    await row.set({ metadata: JSON.stringify({ tags }) }).execute();
    const { skipped } = await change(many.slice(0, 1), { change: 'untag', tag: 'sea' });
    return { skipped: skipped.length, tags: (await get(many[0]!)).metadata.tags };
  };
  expect(await keeps([2026, 'sea'])).toEqual({ skipped: 0, tags: [2026] });
  expect(await keeps({ of: 'the app' })).toEqual({ skipped: 1, tags: { of: 'the app' } });

  // What was uploaded and is ready has nothing to be fetched from; the failed one is read again.
  await docent.ctx.db
    .updateTable('documents')
    .set({ status: 'failed', error: 'The disk was full.' })
    .where('document_id', '=', many[2]!)
    .execute();
  const retried = await change(many, { change: 'retry' });
  expect(retried.changed).toBe(1);
  expect(retried.skipped).toHaveLength(2);
  expect(retried.skipped[0]!.reason).toContain('was uploaded, not fetched from an address');
  await until('read again', async () => (await get(many[2]!)).status === 'ready');

  // An unknown one among them changes nothing.
  const unknown = owner.library.delete({ app_id: appId, document_ids: [...many, newId('doc')] });
  await expect(unknown).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await docent.api(`/documents/${many[0]}`)).status).toBe(200);
  expect(await owner.library.delete({ app_id: appId, document_ids: many })).toMatchObject({ changed: 3 });
  expect((await docent.api(`/documents/${many[0]}`)).status).toBe(404);
});
