import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCaller } from '../../../server/transport/trpc/router.ts';
import type { Config } from '../../../shared/platform/config.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { scan, writeScans, type ScannedPage } from '../../../test/scanned-pages.ts';
import { until } from '../../../test/until.ts';
import { encodePicture } from './encode-picture.ts';
import { recogniseText } from './recognise-text.ts';

const LINES = [
  'The boiler of the east wing is serviced by Halvorsen.',
  'Its pressure valve opens at 340 kilopascal.',
];
const TEXT = 'The garden of the west wing is tended on Mondays.';

let docent: Docent;
let model: ModelServer;
let byModel: NonNullable<Config['ocr']>;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent(
    {},
    {
      ...modelEnvironment(model),
      INGEST_OCR_URL: model.url,
      INGEST_OCR_MODEL: 'page-reader',
      INGEST_OCR_API_KEY: 'ocr-key',
    },
  );
  byModel = docent.ctx.config.ocr!;
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = {};
  model.calls.length = 0;
  recognise({ model: undefined });
});

/** Settings of OCR for what is uploaded next. */
const recognise = (settings: Partial<NonNullable<Config['ocr']>> | undefined) => {
  docent.ctx.config.ocr = settings && { ...byModel, ...settings };
};

async function send(method: 'POST' | 'PUT', path: string, pages: ScannedPage[], name = 'house.pdf') {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(await writeScans(pages))]), name);
  const response = await docent.api(path, { method, body: form });
  expect(response.status).toBe(202);
  return response.json();
}
const upload = async (pages: ScannedPage[]): Promise<string> =>
  (await send('POST', '/documents', pages)).documents[0].document_id;
const get = async (id: string) => (await (await docent.api(`/documents/${id}`)).json()).document;
const ended = (id: string) =>
  until('the end of the ingestion', async () => {
    const document = await get(id);
    return /ready|failed/.test(document.status) && !document.new_version ? document : undefined;
  });
const search = async (query: string, document_id: string) => {
  const response = await docent.api('/search', {
    json: { query, filter: { document_ids: [document_id] } },
  });
  return (await response.json()).results;
};
const pageCalls = () => model.calls.filter(({ body }) => body.model === 'page-reader');
/** What the model reads; a list: a response to each call, the last one to all others. */
const reads = (...responses: (string | { status: number; json?: unknown })[]) => {
  model.chat.play = (body) => {
    if (body.model !== 'page-reader') return undefined;
    const response = responses.length > 1 ? responses.shift()! : responses[0]!;
    if (typeof response !== 'string') return response;
    return {
      json: {
        choices: [{ message: { content: response }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 1_200, completion_tokens: 40, total_tokens: 1_240 },
      },
    };
  };
};

test('Tesseract reads a picture, also one that is upside down', async () => {
  const picture = await scan(LINES);
  const turned = { ...picture, data: picture.data.toReversed() };
  for (const one of [picture, turned]) {
    const { text, confidence, cpuMs } = await recogniseText({
      image: encodePicture(one, 'pgm'),
      languages: ['eng'],
    });
    expect(text).toBe(LINES.join('\n'));
    expect(confidence).toBeGreaterThan(80);
    expect(cpuMs).toBeGreaterThan(0);
  }
});

test('a scanned page of a half-scanned PDF answers a question, and its citation says that it was recognised', async () => {
  const id = await upload([{ text: [TEXT] }, { scan: LINES }]);
  const document = await ended(id);
  expect(document).toMatchObject({
    status: 'ready',
    ocr: { pages: 1, done: 1, recognised: 1, seconds: expect.any(Number), by: 'tesseract eng' },
    warnings: [{ code: 'pages_by_ocr', pages: [2], message: expect.stringContaining('page 2') }],
  });
  expect(document.ocr.seconds).toBeGreaterThan(0);
  const [found] = await search('At which pressure does the valve open?', id);
  expect(found).toMatchObject({ page: 2, ocr: true, text: LINES.join('\n') });
  const [own] = await search('When is the garden tended?', id);
  expect(own).toMatchObject({ page: 1, ocr: false, text: TEXT });
  model.chat.pieces = ['At 340 kilopascal [1].'];
  const answer = await (
    await docent.api('/chat', {
      json: { message: 'At which pressure does the valve open?', filter: { document_ids: [id] } },
    })
  ).json();
  const cited = { document_id: id, page: 2, ocr: true, quote: LINES[1] };
  expect(answer.citations).toMatchObject([cited]);
  const { session } = await (await docent.api(`/sessions/${answer.session_id}`)).json();
  expect(session.messages.at(-1).citations).toMatchObject([cited]);
});

test('a model reads pages by a call each, which costs; a page that is the same in a new version costs nothing', async () => {
  recognise({});
  reads('```markdown\n# Boiler\n\nServiced by Halvorsen.\n```');
  const id = await upload([{ scan: LINES }]);
  expect(await ended(id)).toMatchObject({
    status: 'ready',
    ocr: { pages: 1, done: 1, recognised: 1, by: 'page-reader' },
  });
  const [call] = pageCalls();
  expect(call!.headers.authorization).toBe('Bearer ocr-key');
  const [, { image_url }] = call!.body.messages[0].content;
  expect(image_url.url).toMatch(/^data:image\/png;base64,/);
  const [found] = await search('Who services the boiler?', id);
  expect(found).toMatchObject({
    ocr: true,
    headings: ['Boiler'],
    text: '# Boiler\n\nServiced by Halvorsen.',
  });
  const ledger = () =>
    docent.ctx.db
      .selectFrom('ledger')
      .select(['kind', 'model', 'input_tokens', 'output_tokens', 'status'])
      .where('document_id', '=', id)
      .where('kind', '=', 'recognise_page')
      .execute();
  expect(await ledger()).toEqual([
    {
      kind: 'recognise_page',
      model: 'page-reader',
      input_tokens: 1_200,
      output_tokens: 40,
      status: 'settled',
    },
  ]);
  reads('The pump is new.');
  await send('PUT', `/documents/${id}`, [{ scan: LINES }, { scan: ['The pump is new.'] }]);
  expect(await ended(id)).toMatchObject({ ocr: { pages: 2, done: 2, recognised: 2 } });
  expect(pageCalls()).toHaveLength(2);
  expect(await ledger()).toHaveLength(2);
  expect((await search('Who services the boiler?', id))[0].text).toBe(
    '# Boiler\n\nServiced by Halvorsen.\n\nThe pump is new.',
  );
});

test('a model that is away is waited for; a page that it refuses is named, and read after a retry', async () => {
  recognise({});
  reads('The lamp is green.', { status: 503 }, { status: 503 }, { status: 503 }, 'The bell is loud.');
  const id = await upload([{ scan: ['The lamp is green.'] }, { scan: ['The bell is loud.'] }]);
  await until('the outage at the document', async () => (await get(id)).waiting_for === 'model_server');
  const { db, queue } = docent.ctx;
  await until('the job to wait', async () => {
    const { numAffectedRows } = await sql`
      update pgboss.job set start_after = now() where name = 'recognise-pages' and state = 'retry'`.execute(
      db,
    );
    return numAffectedRows === 1n;
  });
  // Another job of the queue wakes the worker at once.
  const { app_id } = await db.selectFrom('apps').select('app_id').executeTakeFirstOrThrow();
  await queue.send(db, 'recognise-pages', { app_id, document_id: newId('doc'), attempt: 1, pages: [1] });
  expect(await ended(id)).toMatchObject({ status: 'ready', waiting_for: null, ocr: { recognised: 2 } });
  // The page that was there before the outage is not asked for again.
  expect(pageCalls()).toHaveLength(5);
  reads({ status: 400, json: { error: { message: 'no images, please' } } });
  const refused = await upload([{ scan: ['The door is red.'] }]);
  expect(await ended(refused)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('OCR failed.'),
  });
  reads('The door is red.');
  const { library } = createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
  await library.retry({ app_id, document_id: refused });
  expect(await ended(refused)).toMatchObject({ status: 'ready', ocr: { recognised: 1 } });
});

test('pictures are documents: each page of a TIFF, a photograph that lies on its side', async () => {
  const send = async (name: string) => {
    const form = new FormData();
    const file = new URL(`../extract/fixtures/${name}`, import.meta.url);
    form.append('file', new Blob([new Uint8Array(readFileSync(file))]), name);
    return docent.api('/documents', { method: 'POST', body: form });
  };
  const taken = async (name: string) => (await (await send(name)).json()).documents[0].document_id;
  const [fax, photograph] = [await taken('fax.tif'), await taken('turned.jpg')];
  expect(await ended(fax)).toMatchObject({ status: 'ready', media_type: 'image/tiff', ocr: { pages: 2 } });
  expect(await ended(photograph)).toMatchObject({ status: 'ready', media_type: 'image/jpeg' });
  const found = await search('How many hours does the lamp burn?', fax);
  expect(found[0].text).toContain('Her lamp burns 2700 hours a year.');
  expect((await search('lighthouse keeper', photograph))[0]).toMatchObject({
    text: 'The lighthouse keeper is called Ingeborg.',
    ocr: true,
  });
  recognise(undefined);
  const refused = await send('fax.tif');
  expect(refused.status).toBe(415);
  expect((await refused.json()).error).toMatchObject({
    code: 'unsupported_media_type',
    message: expect.stringContaining('INGEST_OCR=auto'),
  });
});

test.each([
  ['off', undefined, /set INGEST_OCR=auto/],
  [
    'without its language',
    { model: undefined, languages: ['eng', 'xyz'] },
    /npm install @tesseract.js-data\/xyz/,
  ],
  ['out of time', { model: undefined, cpuMs: 1 }, /INGEST_OCR_CPU_SECONDS/],
  ['limited', { model: undefined, mostPages: 1 }, /at most 1 pages/],
] as const)('OCR %s: the document says which pages were not read and why', async (kind, settings, reason) => {
  recognise(settings as Partial<NonNullable<Config['ocr']>>);
  const id = await upload([{ text: [`${TEXT} ${kind}`] }, { scan: [kind] }, { scan: LINES }]);
  const { status, warnings } = await ended(id);
  expect(status).toBe('ready');
  expect(warnings[0]).toMatchObject({ code: 'pages_without_text', message: expect.stringMatching(reason) });
  expect(warnings[0].pages.at(-1)).toBe(3);
});
