import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKey } from '../../test/keys.ts';
import { startDocent, type Docent as Service } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { createDocent, DocentError, type ChatEvent, type Docent } from './index.ts';
import { describeClientTypes } from './types/describe-client-types.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const QUESTION = 'Who is called first in an outage?';

let service: Service;
let docent: Docent;
beforeAll(async () => {
  service = await startDocent();
  docent = createDocent({ baseUrl: service.url, apiKey: service.apiKey });
});
afterAll(() => service.close());

async function collect(answer: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const events: ChatEvent[] = [];
  for await (const event of answer) events.push(event);
  return events;
}
const textOf = (events: ChatEvent[]) =>
  events.map(({ event, data }) => (event === 'message' ? data.content : '')).join('');

test('its types are those of the contract', async () => {
  const written = readFileSync(new URL('operations.ts', import.meta.url), 'utf8');
  expect(written, 'run npm run client:types').toBe(await describeClientTypes());
});

test('an answer comes in events or as a whole, and a session goes on', async () => {
  const events = await collect(docent.chat({ message: QUESTION }));
  expect(events.at(-1)!.event).toBe('end');
  expect(textOf(events)).toContain('on-call engineer');
  const { content, citations, session_id } = await docent.chat({ message: QUESTION }).whole();
  expect(content).toContain('on-call engineer');
  expect(citations[0]!.document_name).toBe('outage-playbook.md');
  const { session } = await docent.getSession({ session_id });
  expect(session.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
});

test('an answer goes on where its connection was lost, and nothing comes twice', async () => {
  const whole = textOf(await collect(docent.chat({ message: QUESTION })));
  const paths: string[] = [];
  const cutting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    paths.push(new URL(input as URL).pathname);
    if (paths.length > 2 || !response.body) return response;
    // The first two connections are lost after their first piece.
    const reader = response.body.getReader();
    const body = new ReadableStream({
      async pull(controller) {
        const { value } = await reader.read();
        if (value) controller.enqueue(value);
        controller.error(new TypeError('terminated'));
        await reader.cancel();
      },
    });
    return new Response(body, response);
  };
  const lossy = createDocent({ baseUrl: service.url, apiKey: service.apiKey, fetch: cutting });
  const events = await collect(lossy.chat({ message: QUESTION }));
  expect(textOf(events)).toBe(whole);
  expect(events.filter(({ event }) => event === 'end')).toHaveLength(1);
  expect(paths.filter((path) => path.endsWith('/stream')).length).toBeGreaterThan(0);
});

test('a file is uploaded with progress, found by its name, given back, and erased', async () => {
  const shares: number[] = [];
  const text = `Ward rules. ${'The ward opens at nine. '.repeat(20_000)}`;
  const uploaded = await docent.upload(new Blob([text]), {
    name: 'ward.txt',
    metadata: { ward: 7 },
    onProgress: (share) => shares.push(share),
  });
  expect(uploaded.name).toBe('ward.txt');
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  const { documents } = await docent.listDocuments({ name: 'ward.txt' });
  expect(documents[0]!.metadata).toEqual({ ward: 7 });
  const { document_id } = uploaded;
  expect(await (await docent.download(document_id)).text()).toBe(text);
  expect((await docent.deleteDocument({ document_id })).deleted).toBe(true);
});

test('an export is downloaded when it is done', async () => {
  const { export: requested } = await docent.requestExport();
  const id = requested.export_id;
  const early = await docent.download(id).catch((error: unknown) => error);
  // It may be done by then.
  if (early instanceof Error) expect(early).toMatchObject({ code: 'not_done', status: 0 });
  await until('the export', async () => (await docent.getExport({ export_id: id })).export.status === 'done');
  const zip = await (await docent.download(id)).bytes();
  expect(String.fromCharCode(...zip.subarray(0, 2))).toBe('PK');
});

test('errors have code, status and fields; what is worth another try is tried again, once for each key', async () => {
  const lost = await docent.getDocument({ document_id: 'doc_none' }).catch((error: unknown) => error);
  expect(lost).toBeInstanceOf(DocentError);
  expect(lost).toMatchObject({ code: 'document_not_found', status: 404 });
  const wrong = await docent.searchDocuments({ query: '' }).catch((error: unknown) => error);
  expect(wrong).toMatchObject({ code: 'invalid_request', status: 400 });
  const failing: (string | null)[] = [];
  const busy: typeof fetch = async (input, init) => {
    failing.push(new Headers(init?.headers).get('idempotency-key'));
    if (failing.length < 3)
      return Response.json(
        { error: { code: 'rate_limited', message: 'Wait.' } },
        { status: 429, headers: { 'retry-after': '0' } },
      );
    return fetch(input, init);
  };
  const patient = createDocent({ baseUrl: service.url, apiKey: service.apiKey, fetch: busy });
  const { results } = await patient.searchDocuments({ query: QUESTION });
  expect(results[0]!.document_name).toBe('outage-playbook.md');
  expect(failing).toHaveLength(3);
  expect(new Set(failing).size).toBe(1);
  const nobody = createDocent({ baseUrl: 'http://127.0.0.1:9', apiKey: 'sk_x', retries: 0 });
  await expect(nobody.getStatus()).rejects.toMatchObject({ code: 'lost', status: 0 });
});

test('a publishable key goes on with the secret of its session', async () => {
  const { secret } = await newKey(service, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: ['https://shop.example'],
  });
  const onPage: typeof fetch = (input, init) =>
    fetch(input, { ...init, headers: { ...(init?.headers as object), origin: 'https://shop.example' } });
  const page = createDocent({ baseUrl: service.url, apiKey: secret, fetch: onPage });
  const { session_id, session_secret, message_id } = await page.chat({ message: QUESTION }).whole();
  const next = await page.chat({ message: 'And then?', session_id, session_secret: session_secret! }).whole();
  expect(next.session_id).toBe(session_id);
  const rated = page.giveFeedback({ message_id, rating: 'up' }, { sessionSecret: session_secret! });
  expect((await rated).feedback.rating).toBe('up');
});

test('a signal stops the answer on the server too', async () => {
  const stop = new AbortController();
  const answer = docent.chat({ message: QUESTION }, { signal: stop.signal });
  const reading = (async () => {
    for await (const _event of answer) stop.abort(new Error('enough'));
  })();
  await expect(reading).rejects.toThrow();
});

test('the packed package works in an empty folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'docent-client-'));
  const packed = await run(process.execPath, ['commands/pack-client.ts', folder], { cwd: root });
  const tarball = join(folder, packed.stdout.trim());
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
  writeFileSync(
    join(folder, 'ask.js'),
    `import { createDocent } from 'docent-client';
const docent = createDocent({ baseUrl: process.argv[2], apiKey: process.argv[3] });
console.log((await docent.chat({ message: '${QUESTION}' }).whole()).content);`,
  );
  const { stdout } = await run(process.execPath, ['ask.js', service.url, service.apiKey], { cwd: folder });
  expect(stdout).toContain('on-call engineer');
});
