import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readEvents } from '../../../test/events.ts';
import { startBeside, startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';

let docent: Docent;
let model: ModelServer;
let beside: Awaited<ReturnType<typeof startBeside>>;
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  beside = await startBeside(docent);
});
afterAll(async () => {
  await beside.close();
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = {};
  model.calls.length = 0;
});

const QUESTION = { message: 'Who is called first in an outage?' };
let keys = 0;
const newName = () => `request-${++keys}`;
const post = (path: string, json: object, key: string, url = docent.url, secret = docent.apiKey) =>
  fetch(`${url}/api/v1${path}`, {
    method: 'POST',
    headers: { ...bearer(secret), 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(json),
  });
const codeOf = async (response: Response) => (await response.json()).error?.code;
const chatCalls = () => model.calls.filter(({ path }) => path.endsWith('/chat/completions'));

test('a hundred requests at once with one key on two processes: one call, one message, one row of each kind', async () => {
  model.chat = { firstTokenMs: 300 };
  const key = newName();
  const responses = await Promise.all(
    Array.from({ length: 100 }, (_one, place) =>
      post('/chat', QUESTION, key, place % 2 ? beside.url : docent.url),
    ),
  );
  const good = responses.filter(({ status }) => status === 200);
  expect(good.length).toBeGreaterThanOrEqual(1);
  const busy = responses.filter(({ status }) => status === 409);
  expect(good.length + busy.length).toBe(100);
  if (busy[0]) {
    expect(busy[0].headers.get('retry-after')).toBe('1');
    expect(await codeOf(busy[0])).toBe('idempotency_key_in_use');
  }
  const first = await good[0]!.json();
  const again = await post('/chat', QUESTION, key, beside.url);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(await again.json()).toEqual(first);
  expect(chatCalls()).toHaveLength(1);
  const { session } = await (await docent.api(`/sessions/${first.session_id}`)).json();
  expect(session.messages).toHaveLength(2);
  const ledger = await docent.ctx.db
    .selectFrom('ledger')
    .select('kind')
    .where('message_id', '=', first.message_id)
    .execute();
  expect(ledger.map(({ kind }) => kind).sort()).toEqual(['chat', 'embed_question']);
});

test('a stream is given again, event for event; another body is refused, another key of the app is another matter', async () => {
  const key = newName();
  const first = await readEvents(await post('/chat', { ...QUESTION, stream: true }, key));
  const again = await readEvents(await post('/chat', { ...QUESTION, stream: true }, key));
  const sent = (seen: typeof first) => seen.events.map(({ id, event, data }) => ({ id, event, data }));
  expect(sent(again)).toEqual(sent(first));
  expect(chatCalls()).toHaveLength(1);
  for (const [path, json] of [
    ['/chat', QUESTION],
    ['/search', { query: 'outage' }],
  ] as const) {
    const other = await post(path, json, key);
    expect([other.status, await codeOf(other)]).toEqual([422, 'idempotency_key_reused']);
  }
  const { secret } = await newKey(docent);
  const others = await readEvents(
    await post('/chat', { ...QUESTION, stream: true }, key, docent.url, secret),
  );
  expect(others.events.at(-1)!.data.message_id).not.toBe(first.events.at(-1)!.data.message_id);
  const empty = await post('/chat', QUESTION, 'x'.repeat(256));
  expect([empty.status, await codeOf(empty)]).toEqual([400, 'invalid_request']);
});

test('a failure is not kept, and a result goes with what it speaks of', async () => {
  const key = newName();
  model.chat = { failures: { status: 400, times: 9 } };
  expect((await post('/chat', QUESTION, key)).status).toBe(502);
  expect((await post('/chat', { ...QUESTION, stream: true }, key)).status).toBe(502);
  model.chat = {};
  const answer = await (await post('/chat', QUESTION, key)).json();
  const results = () =>
    docent.ctx.db.selectFrom('idempotent_results').selectAll().where('idempotency_key', '=', key).execute();
  const [row] = await results();
  expect(row).toMatchObject({ session_id: answer.session_id });
  expect(Buffer.from(row!.result!).toString('latin1')).not.toContain('Hello');
  await docent.api(`/sessions/${answer.session_id}`, { method: 'DELETE' });
  expect(await results()).toEqual([]);
  const document = { name: 'once.txt', text: `Said once ${key}.` };
  const uploaded = await (await post('/documents', document, key)).json();
  expect(await (await post('/documents', document, key)).json()).toEqual(uploaded);
  const { document_id } = uploaded.documents[0];
  await docent.api(`/documents/${document_id}`, { method: 'DELETE' });
  expect(await results()).toEqual([]);
});

test('a request whose process died may be sent again', async () => {
  const key = newName();
  await (await post('/search', { query: 'outage' }, key)).json();
  await docent.ctx.db
    .updateTable('idempotent_results')
    .set({ result: null })
    .where('idempotency_key', '=', key)
    .execute();
  expect((await post('/search', { query: 'outage' }, key)).status).toBe(409);
  await docent.ctx.db
    .updateTable('idempotent_results')
    .set({ process_id: 'proc_dead' })
    .where('idempotency_key', '=', key)
    .execute();
  expect((await post('/search', { query: 'other' }, key)).status).toBe(422);
  expect((await post('/search', { query: 'outage' }, key)).status).toBe(200);
});
