import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { onPostgres } from '../../test/database.ts';
import { readEvents, type SeenEvent } from '../../test/events.ts';
import { startBeside, startDocent, type Docent } from '../../test/harness.ts';
import { until } from '../../test/until.ts';
import { bearer, newKey } from '../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../test/model-server.ts';

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

const ask = (body: object, signal?: AbortSignal) =>
  docent.api('/chat', {
    json: { message: 'Who is called first in an outage?', stream: true, ...body },
    signal,
  });
const replay = (messageId: string, last?: string, url = docent.url) =>
  fetch(`${url}/api/v1/chat/${messageId}/stream`, {
    headers: { ...bearer(docent.apiKey), ...(last && { 'last-event-id': last }) },
  });
const stop = (messageId: string, url = docent.url) =>
  fetch(`${url}/api/v1/chat/${messageId}/stop`, { method: 'POST', headers: bearer(docent.apiKey) });
const idOf = (response: Response) => response.headers.get('x-message-id')!;
const sent = (events: SeenEvent[]) => events.map(({ id, event, data }) => ({ id, event, data }));
const chatCalls = () => model.calls.filter(({ path }) => path.endsWith('/chat/completions'));
const rowOf = (messageId: string) =>
  docent.ctx.db
    .selectFrom('messages')
    .selectAll()
    .where('message_id', '=', messageId)
    .executeTakeFirstOrThrow();
const ledgerOf = (messageId: string) =>
  docent.ctx.db
    .selectFrom('ledger')
    .select(['kind', 'status', 'output_tokens'])
    .where('message_id', '=', messageId)
    .where('kind', '=', 'chat')
    .execute();

test('a socket cut at every single event: what is resumed anywhere joins to the same bytes, from one call', async () => {
  const pieces = ['The commander ', 'is called ', 'first [1]', '. 😀 ', 'Then “the” ', 'rest', '.'];
  const whole = pieces.join('');
  // Seven messages, a citation and the end.
  for (let cut = 1; cut <= 9; cut++) {
    model.calls.length = 0;
    model.chat = { pieces, tokenMs: 15 };
    const abort = new AbortController();
    const response = await ask({ resumable: true }, abort.signal);
    const messageId = idOf(response);
    const seen = await readEvents(response, (events) => events.length >= cut);
    abort.abort();
    const before = seen.events.slice(0, cut);
    const last = before.at(-1)!;
    for (const url of [beside.url, docent.url]) {
      const resumed = await replay(messageId, last.id, url);
      // An EventSource asks again after the end, until it gets 204.
      expect(resumed.status).toBe(last.event === 'end' ? 204 : 200);
      const rest = (await readEvents(resumed)).events;
      const joined = [...before, ...rest];
      expect(joined.map(({ id }) => id)).toEqual(joined.map((_event, place) => String(place + 1)));
      const text = joined.filter(({ event }) => event === 'message').map(({ data }) => data.content);
      expect(text.join('')).toBe(whole);
      expect(joined.filter(({ event }) => event === 'end' || event === 'error')).toHaveLength(1);
    }
    expect(chatCalls()).toHaveLength(1);
    expect(await ledgerOf(messageId)).toMatchObject([{ status: 'settled', output_tokens: 96 }]);
    expect((await rowOf(messageId)).status).toBe('complete');
  }
});

test('an answer that has ended is given again whole, by every process, sealed in between, until it is deleted', async () => {
  const response = await ask({ resumable: true });
  const messageId = idOf(response);
  const first = await readEvents(response);
  for (const url of [docent.url, beside.url])
    expect(sent((await readEvents(await replay(messageId, undefined, url))).events)).toEqual(
      sent(first.events),
    );
  const rows = await docent.ctx.db
    .selectFrom('answer_events')
    .selectAll()
    .where('message_id', '=', messageId)
    .execute();
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.map(({ events }) => Buffer.from(events).toString('latin1')).join()).not.toContain('Hello');
  const { session_id } = first.events.at(-1)!.data;
  await docent.api(`/sessions/${session_id}`, { method: 'DELETE' });
  expect((await replay(messageId)).status).toBe(404);
  expect(
    await docent.ctx.db.selectFrom('answer_events').selectAll().where('message_id', '=', messageId).execute(),
  ).toEqual([]);
  const plain = await ask({});
  await readEvents(plain);
  const refused = await replay(idOf(plain));
  expect([refused.status, (await refused.json()).error.code]).toEqual([409, 'answer_not_resumable']);
  const nonsense = await replay(messageId, 'nonsense');
  expect([nonsense.status, (await nonsense.json()).error.message]).toEqual([
    400,
    'last_event_id: must be a whole number from 0 to 2147483647.',
  ]);
});

test.each(onPostgres ? ['the same process', 'another process'] : ['the same process'])(
  'a running answer is stopped from %s: its reader gets an end, what was said is kept and paid',
  async (where) => {
    for (const resumable of [false, true]) {
      model.calls.length = 0;
      model.chat = { pieces: Array.from({ length: 500 }, (_one, n) => `word${n} `), tokenMs: 20 };
      const response = await ask({ resumable });
      const messageId = idOf(response);
      let stopping: Promise<Response> | undefined;
      const { events, text } = await readEvents(response, (seen) => {
        if (seen.length === 3)
          stopping = stop(messageId, where === 'another process' ? beside.url : undefined);
        return false;
      });
      expect(events.at(-1)).toMatchObject({ event: 'end', data: { finish_reason: 'stopped' } });
      expect(await (await stopping!).json()).toMatchObject({ message_id: messageId, status: 'aborted' });
      const { session } = await (await docent.api(`/sessions/${events.at(-1)!.data.session_id}`)).json();
      expect(session.messages[1]).toMatchObject({ status: 'aborted', error_code: 'stopped', content: text });
      expect(await ledgerOf(messageId)).toMatchObject([{ status: 'settled' }]);
      await until('the call closed', () => chatCalls()[0]!.aborted);
      expect(await (await stop(messageId)).json()).toMatchObject({ status: 'aborted' });
    }
  },
);

test('who may chat with another key of the app only, or not at all, cannot stop or read by the id', async () => {
  const page = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: ['https://a.example'],
  });
  const response = await ask({ resumable: true });
  await readEvents(response);
  const headers = { ...bearer(page.secret), origin: 'https://a.example' };
  const path = `${docent.url}/api/v1/chat/${idOf(response)}`;
  expect((await fetch(`${path}/stream`, { headers })).status).toBe(404);
  expect((await fetch(`${path}/stop`, { method: 'POST', headers })).status).toBe(404);
  expect((await stop('msg_unknown')).status).toBe(404);
});
