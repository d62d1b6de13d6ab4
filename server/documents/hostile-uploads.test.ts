// What is made to harm whoever reads it, sent as anybody with a key can send it: refused, or failed with a reason, or
// read within bounds; and the server, the worker and the next document are none the worse.
import { existsSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LONGEST_NAME } from '../../shared/contract/documents.ts';
import { MARK_NAME } from '../../shared/security/vault/files/file-store.ts';
import { fileFolder, startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { archive, docxParts, epubParts, paragraph, pptxParts, xlsxParts } from '../../test/office-files.ts';
import {
  deepHtml,
  deepJson,
  entityBomb,
  hostileNames,
  hostilePdfs,
  inflatingDocx,
  longLines,
  lyingDocx,
  manyEntries,
  outsideEntity,
  polyglots,
  zip,
} from '../../test/hostile-files.ts';

const ENTITIES =
  '<!DOCTYPE x [<!ENTITY a0 "ha">' +
  Array.from({ length: 30 }, (_, n) => `<!ENTITY a${n + 1} "${`&a${n};`.repeat(10)}">`).join('') +
  ']>';
const FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>';
const ROWS = ['Unit,Beds', 'Burns unit,17']
  .map((line, row) => {
    const cells = line
      .split(',')
      .map((text, column) => `<c r="${'AB'[column]}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`);
    return `<row r="${row + 1}">${cells.join('')}</row>`;
  })
  .join('');

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent({}, { DEFAULT_REQUESTS_PER_MINUTE: '0' });
});
afterAll(() => docent.close());

async function upload(name: string, content: Uint8Array): Promise<{ status: number; body: any }> {
  const form = new FormData();
  form.append('file', new Blob([content as BlobPart]), name);
  const response = await docent.api('/documents', { method: 'POST', body: form });
  return { status: response.status, body: await response.json() };
}

/** How it went with an upload that was taken. */
const ended = (id: string) =>
  until(
    `the ingest of ${id}`,
    async () => {
      const { document } = await (await docent.api(`/documents/${id}`)).json();
      return ['ready', 'failed'].includes(document.status) && document;
    },
    300_000,
  );

async function take(name: string, content: Uint8Array) {
  const { status, body } = await upload(name, content);
  expect([name, status]).toEqual([name, 202]);
  return ended(body.documents[0].document_id);
}

/** A sentence for people, which says what to do and nothing of how it went wrong inside. */
const CLEAR = /^(This|No text|Processing this|A sheet of this) [^{}<>]{20,250}\.$/;

let honest = 0;
async function expectAlive() {
  const document = await take(`honest-${++honest}.txt`, Buffer.from(`Ward ${honest} opens at nine.`));
  expect(document).toMatchObject({ status: 'ready' });
  const asked = await docent.api('/chat', { json: { message: `When does ward ${honest} open?` } });
  expect(asked.status).toBe(200);
}

test.each<[string, () => Uint8Array]>([
  ['paths.zip', () => zip([{ name: '../../../../etc/cron.d/ward', content: Buffer.from('* * * * *') }])],
  ['archive named as text.txt', () => zip([{ name: 'a.exe', content: Buffer.from('MZ') }])],
  ['gif-and-script.js', polyglots['gif-and-script.js']!],
])('%s is refused by what it is', async (name, make) => {
  const { status, body } = await upload(name, make());
  expect([status, body.error.code]).toEqual([415, 'unsupported_media_type']);
  expect(body.error.message).toContain('Supported: plain text, Markdown, HTML, PDF');
});

test('what is refused is refused when its beginning has come, not its end', async () => {
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.docx"\r\n\r\n';
  const responseStatus = await new Promise<number>((resolve, reject) => {
    const sending = request(`${docent.url}/api/v1/documents`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${docent.apiKey}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': 150_000_000,
      },
    });
    sending.on('response', (response) => {
      resolve(response.statusCode!);
      sending.destroy();
    });
    sending.on('error', reject);
    sending.write(head);
    // Far less than it promises; nothing more ever comes.
    sending.write(Buffer.concat([polyglots['gif-and-script.js']!(), Buffer.alloc(200_000, 1)]));
  });
  expect(responseStatus).toBe(415);
});

test.each<[string, () => Uint8Array]>([
  ['inflating to 400 MB.docx', () => inflatingDocx(400)],
  ['inflating to 300 MB.txt', () => inflatingDocx(300)],
  ['a hundred thousand entries.docx', () => manyEntries(100_000)],
  ['lying about its sizes.docx', lyingDocx],
  ['paths.docx', () => zip([{ name: '../../../../etc/cron.d/ward', content: Buffer.from('* * * * *') }])],
])('%s fails with a reason, and nothing of it is written', async (name, make) => {
  const document = await take(name, make());
  expect([document.status, document.chunk_count]).toEqual(['failed', 0]);
  expect(document.error).toMatch(CLEAR);
  expect(existsSync(join(docent.ctx.config.dataDir, '..', 'etc'))).toBe(false);
});

test('an office file and a book are read, found, cited and given back as they came', async () => {
  const files: [string, Buffer, string][] = [
    [
      'stairs.docx',
      archive(docxParts(paragraph('The north stairs are closed on Sundays.'))),
      'Are the north stairs closed?',
    ],
    [
      'lift.pptx',
      archive(pptxParts([{ title: 'Lifts', points: ['The goods lift carries 900 kilograms.'] }])),
      'What does the goods lift carry?',
    ],
    ['beds.xlsx', archive(xlsxParts({ Beds: ROWS })), 'How many beds has the burns unit?'],
    [
      'night.epub',
      archive(epubParts('Night', { one: '<p>The lamp in the chapel never goes out.</p>' }, ['one'])),
      'Which lamp never goes out?',
    ],
  ];
  for (const [name, content, question] of files) {
    const document = await take(name, content);
    expect([name, document.status, document.error]).toEqual([name, 'ready', null]);
    const answer = await (await docent.api('/chat', { json: { message: question } })).json();
    expect(answer.citations[0], question).toMatchObject({ document_name: name });
    const original = await docent.api(`/documents/${document.document_id}/content`);
    expect(Buffer.from(await original.arrayBuffer()).equals(content)).toBe(true);
  }
});

test('old office files are refused with what to do', async () => {
  const { status, body } = await upload('old.doc', Buffer.from('d0cf11e0a1b11ae1'.padEnd(2_048, '0'), 'hex'));
  expect(status).toBe(415);
  expect(body.error.message).toContain('Save it as docx');
});

test('a length that lies about the body harms nobody', async () => {
  const send = (length: number) =>
    new Promise<number | undefined>((resolve) => {
      const headers = {
        authorization: `Bearer ${docent.apiKey}`,
        'content-type': 'multipart/form-data; boundary=b',
        'content-length': length,
      };
      const sending = request(`${docent.url}/api/v1/documents`, { method: 'POST', headers });
      sending.on('response', (response) => resolve(response.resume().statusCode));
      sending.on('error', () => resolve(undefined));
      sending.write(
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nWard.\r\n--b--\r\n',
      );
      setTimeout(() => sending.destroy(), 1_000);
    });
  expect(await send(50)).toBe(400);
  expect(await send(5_000_000)).toBeUndefined();
  await expectAlive();
});

test('names lead nowhere, and turn no writing round', async () => {
  const blobs = fileFolder(docent.ctx.config);
  const around = readdirSync(join(blobs, '..')).sort();
  for (const [place, name] of hostileNames.entries()) {
    const form = new FormData();
    form.append('file', new Blob([`Ward number ${place} has a hostile name.`]), name);
    const response = await docent.api('/documents', { method: 'POST', body: form });
    const body = await response.json();
    // An empty name makes the part a field: there is no file then.
    if (name === '') expect([202, 400]).toContain(response.status);
    else expect([name, response.status]).toEqual([name, 202]);
    if (response.status !== 202) continue;
    const [document] = body.documents;
    expect(document.name).not.toMatch(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/u);
    expect(document.name.length).toBeLessThanOrEqual(LONGEST_NAME);
    const content = await docent.api(`/documents/${document.document_id}/content`);
    expect(content.headers.get('content-disposition')).toMatch(/^attachment; filename="?[^/\\]+$/);
    expect(content.headers.get('x-injected')).toBeNull();
    expect(await content.text()).toBe(`Ward number ${place} has a hostile name.`);
  }
  expect(readdirSync(join(blobs, '..')).sort()).toEqual(around);
  for (const app of readdirSync(blobs).filter((name) => name !== MARK_NAME))
    for (const blob of readdirSync(join(blobs, app))) expect(blob).toMatch(/^blob_\w+$/);
  expect(existsSync(join(blobs, 'etc'))).toBe(false);
});

test('entities of XML are not expanded, files they name are not read; a cell beyond all others costs nothing', async () => {
  for (const [name, content] of [
    ['bomb.xml', entityBomb('data')],
    ['bomb.html', entityBomb('html')],
    ['bomb.svg', entityBomb('svg')],
    ['outside.html', outsideEntity()],
    ['entities.docx', archive(docxParts(paragraph('The bomb says &a30; here.'), ENTITIES))],
    ['a cell beyond all sheets.xlsx', archive(xlsxParts({ A: FAR }))],
  ] as const) {
    const document = await take(name, content);
    if (document.status === 'failed') expect(document.error).toMatch(CLEAR);
    else expect(document.token_count, name).toBeLessThan(2_000);
  }
  const found = await (await docent.api('/search', { json: { query: 'file says root bin bash' } })).json();
  expect(JSON.stringify(found)).not.toContain('root:');
  await expectAlive();
});

test('polyglots are read as the one thing they are taken for, and given back as no page', async () => {
  for (const name of ['pdf-and-html.pdf', 'zip-and-pdf.pdf', 'html-as-text.txt', 'svg.svg']) {
    const { status, body } = await upload(name, polyglots[name]!());
    if (status === 415) continue;
    expect([name, status]).toEqual([name, 202]);
    const { document_id, error, status: how } = await ended(body.documents[0].document_id);
    if (how === 'failed') expect(error).toMatch(CLEAR);
    const { headers } = await docent.api(`/documents/${document_id}/content`);
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('content-security-policy')).toMatch(/^sandbox/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toContain('no-store');
  }
});

/** All of their computing time each, and others here end as they do; `bench:hostile` has them all. */
const ALIKE = [
  'a gigabyte of spaces in a stream',
  'a stream inflated twice',
  'one page two hundred thousand times',
];
const pdfs = Object.entries(hostilePdfs).filter(([name]) => !ALIKE.includes(name));

describe('in a child process that is ended,', () => {
  // What burns all of its computing time burns less of it here; honest documents keep theirs, however slow the machine.
  const limitComputing = (seconds: number) => Object.assign(docent.ctx.config, { ingestCpuSeconds: seconds });

  test.each<[string, () => Uint8Array]>([
    ['deep.json', () => deepJson(500_000)],
    ['deep.html', () => deepHtml(50_000)],
    ...pdfs.map(([name, make]): [string, () => Uint8Array] => [`${name}.pdf`, make]),
    ...Object.entries(longLines(300_000)),
  ])('%s is read, or fails with a reason', async (name, make) => {
    const usual = docent.ctx.config.ingestCpuSeconds;
    limitComputing(1);
    const document = await take(name, make()).finally(() => limitComputing(usual));
    expect(['ready', 'failed']).toContain(document.status);
    if (document.status === 'failed') expect(document.error).toMatch(CLEAR);
  });

  test('and the next document is read, the next question answered; no job is tried again', async () => {
    await expectAlive();
    const again = await docent.ctx.db
      .selectFrom('documents')
      .select(['name', 'error'])
      .where('ingest_attempt', '>', 1)
      .execute();
    expect(again).toEqual([]);
  });
});
