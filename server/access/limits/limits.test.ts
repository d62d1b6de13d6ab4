import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readEvents } from '../../../test/events.ts';
import { startBeside, startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { untilTomorrow } from './open-token-limit.ts';

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

const limits = (some: object) => ({
  limits: { requests_per_minute: null, concurrent_streams: null, tokens_per_day: null, ...some },
});
const list = (url: string, secret: string) =>
  fetch(`${url}/api/v1/documents?per_page=1`, { headers: bearer(secret) });
const ask = (url: string, secret: string, body: object = {}, signal?: AbortSignal) =>
  fetch(`${url}/api/v1/chat`, {
    method: 'POST',
    headers: { ...bearer(secret), 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Who is called first in an outage?', ...body }),
    signal,
  });
const refusal = async (response: Response) => {
  const { error } = await response.json();
  return { status: response.status, code: error.code, limit: error.details.limit };
};
const tooMany = { status: 429, code: 'rate_limited', limit: 'requests_per_minute' };

test('ten times too many requests on two processes: the limit passes, to a hundredth', async () => {
  const limit = 300;
  const { secret } = await newKey(docent, limits({ requests_per_minute: limit }));
  let passed = 0;
  const refused: Response[] = [];
  const send = async (count: number, url: string) => {
    for (let n = 0; n < count; n++) {
      const response = await list(url, secret);
      if (response.status === 200) passed++;
      else refused.push(response);
      if (response.status === 200 || refused.length > 3) await response.arrayBuffer();
    }
  };
  await Promise.all(
    Array.from({ length: 20 }, (_one, place) => send(150, place % 2 ? beside.url : docent.url)),
  );
  expect(passed).toBeLessThanOrEqual(limit);
  expect(passed).toBeGreaterThanOrEqual(limit * 0.99);
  const [first] = refused;
  expect(await refusal(first!)).toEqual(tooMany);
  const wait = Number(first!.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(first!.headers.get('ratelimit')).toBe(`"key";r=0;t=${wait}`);
});

test('small limits are exact on two processes, and a new minute gives all again', async () => {
  const { secret, keyId } = await newKey(docent, limits({ requests_per_minute: 3 }));
  const statuses: number[] = [];
  for (const url of [docent.url, beside.url, docent.url, beside.url, docent.url])
    statuses.push((await list(url, secret)).status);
  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  await docent.ctx.db
    .updateTable('request_windows')
    .set({ started_at: new Date(Date.now() - 61_000) })
    .where('subject', '=', keyId)
    .execute();
  // A process that has not seen the minute full asks the database, which knows of the new one.
  const third = await startBeside(docent);
  expect((await list(third.url, secret)).status).toBe(200);
  await third.close();
});

test('the headers tell what is left, of the key and of the app', async () => {
  const { secret, appId } = await newAppWithKey(docent);
  const plain = await list(docent.url, secret);
  expect(plain.headers.get('ratelimit-policy')).toBe('"key";q=600;w=60');
  expect(plain.headers.get('ratelimit')).toMatch(/^"key";r=599;t=(60|59)$/);
  const { secret: unlimited } = await newKey(docent, limits({ requests_per_minute: 0 }), appId);
  expect((await list(docent.url, unlimited)).headers.get('ratelimit')).toBeNull();
  await docent.ctx.db
    .updateTable('apps')
    .set({ requests_per_minute: 2 })
    .where('app_id', '=', appId)
    .execute();
  const [one, two] = [await newKey(docent, {}, appId), await newKey(docent, {}, appId)];
  const first = await list(docent.url, one.secret);
  expect(first.headers.get('ratelimit-policy')).toBe('"key";q=600;w=60, "app";q=2;w=60');
  expect(first.headers.get('ratelimit')).toMatch(/^"key";r=599;t=\d+, "app";r=1;t=\d+$/);
  expect((await list(beside.url, two.secret)).status).toBe(200);
  expect(await refusal(await list(docent.url, one.secret))).toEqual(tooMany);
  // What is refused without a key takes nothing from anybody.
  expect((await list(docent.url, 'sk_nonsense')).headers.get('ratelimit')).toBeNull();
});

test('only so many answers are made at once, on all processes together', async () => {
  const { secret, keyId, appId } = await newKey(docent, limits({ concurrent_streams: 2 }));
  model.chat = { pieces: Array.from({ length: 400 }, () => 'word '), tokenMs: 20 };
  const ends = [new AbortController(), new AbortController()];
  const running = await Promise.all([
    ask(docent.url, secret, { stream: true }, ends[0]!.signal),
    ask(beside.url, secret, { stream: true }, ends[1]!.signal),
  ]);
  expect(running.map(({ status }) => status)).toEqual([200, 200]);
  const refused = { status: 429, code: 'rate_limited', limit: 'concurrent_streams' };
  for (const url of [docent.url, beside.url]) {
    const response = await ask(url, secret, { stream: true });
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await refusal(response)).toEqual(refused);
  }
  expect(model.calls.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(2);
  ends[0]!.abort();
  model.chat = {};
  await until('a free place', async () => (await ask(docent.url, secret)).status === 200);
  ends[1]!.abort();
  const slots = () =>
    docent.ctx.db.selectFrom('stream_slots').selectAll().where('subject', '=', keyId).execute();
  await until('both places free', async () => (await slots()).length === 0);
  // What a process that died has left does not count, nor what a living one no longer has in hand.
  await docent.ctx.heartbeat.beat();
  const lost = { process_id: docent.ctx.processId, taken_at: sql<Date>`now() - interval '2 minutes'` };
  await docent.ctx.db
    .insertInto('stream_slots')
    .values([
      { app_id: appId, subject: keyId, slot: 1, process_id: 'proc_dead' },
      { app_id: appId, subject: keyId, slot: 2, ...lost },
    ])
    .execute();
  const { events } = await readEvents(await ask(docent.url, secret, { stream: true }));
  expect(events.at(-1)!.event).toBe('end');
  const many = await Promise.all(
    Array.from({ length: 8 }, (_one, place) => {
      model.chat = { firstTokenMs: 1_500 };
      return ask(place % 2 ? beside.url : docent.url, secret);
    }),
  );
  expect(many.filter(({ status }) => status === 200)).toHaveLength(2);
  expect(many.filter(({ status }) => status === 429)).toHaveLength(6);
});

test('the tokens of a day are used up at once, for the key alone or for the app', async () => {
  const key = await newKey(docent, limits({ tokens_per_day: 500 }));
  expect((await ask(docent.url, key.secret)).status).toBe(200);
  const calls = model.calls.length;
  for (const url of [docent.url, beside.url]) {
    const response = await ask(url, key.secret, { stream: true });
    const wait = Number(response.headers.get('retry-after'));
    expect(Math.abs(wait - untilTomorrow())).toBeLessThan(120);
    expect(await refusal(response)).toEqual({ status: 429, code: 'quota_exceeded', limit: 'tokens_per_day' });
  }
  expect(model.calls).toHaveLength(calls);
  // Reading costs nothing.
  expect((await list(docent.url, key.secret)).status).toBe(200);
  const other = await newKey(docent);
  expect((await ask(docent.url, other.secret)).status).toBe(200);
  await docent.ctx.db
    .updateTable('apps')
    .set({ tokens_per_day: 1_000 })
    .where('app_id', '=', key.appId)
    .execute();
  await until('the limit of the app', async () => (await ask(beside.url, other.secret)).status === 429);
  await docent.ctx.db
    .updateTable('apps')
    .set({ tokens_per_day: null })
    .where('app_id', '=', key.appId)
    .execute();
});
