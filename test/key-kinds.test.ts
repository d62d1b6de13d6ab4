// Walks the table of docs/keys.md: what each kind of key may do, over every protocol.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../shared/platform/ids.ts';
import { createCaller } from '../server/transport/trpc/router.ts';
import { startDocent, type Docent } from './harness.ts';
import { bearer, demoAppId, newAppWithKey, newKey } from './keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from './model-server.ts';
import { operations, sampleOf, sendSample } from './samples.ts';
import { until } from './until.ts';

const transports = ['REST', 'OpenAI', 'MCP'] as const;
type Transport = (typeof transports)[number];
const kinds = ['secret', 'publishable'] as const;
type Kind = (typeof kinds)[number];

/** The table: a row's name, its protocols, and per kind of key the code it is refused with, or nothing. */
const rows = readFileSync('docs/keys.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| (?!request|---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', over = '', secret = '', publishable = '']) => ({
    name,
    over: over.split(', ') as Transport[],
    refused: { secret: codeIn(secret), publishable: codeIn(publishable) },
  }));

function codeIn(cell: string): string | undefined {
  if (cell === 'yes') return undefined;
  return /^no: `(\w+)`$/.exec(cell)?.[1] ?? expect.unreachable(`a cell of docs/keys.md says ${cell}`);
}

let docent: Docent;
let model: ModelServer;
let appId: string;
let identitySecret: string;
const keys = {} as Record<Kind, string>;
/** The keys of an app with a budget whose model has no price. */
const capped = {} as Record<Kind, string>;
const ORIGIN = 'https://page.example.com';
const QUESTION = 'Who is called first in an outage?';

const owner = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });

beforeAll(async () => {
  model = await startModelServer();
  model.chat = { pieces: ['The incident commander [1].'] };
  docent = await startDocent({}, modelEnvironment(model));
  appId = await demoAppId(docent);
  await until('the demo documents', async () => {
    const { documents } = await (await docent.api('/documents?status=ready')).json();
    return documents.length === 3;
  });
  const there = { app_id: appId };
  await owner().apps.update({ ...there, allowed_models: ['listed-*'], max_output_tokens: 500 });
  identitySecret = (await owner().identity.renew(there)).secret;
  const page = { kind: 'publishable', scopes: ['chat'], allowed_origins: [ORIGIN] } as const;
  // Refuses no Origin: the same page tries both kinds of key.
  const server = { allowed_origins: [ORIGIN] };
  const other = await newAppWithKey(docent);
  await owner().apps.update({ app_id: other.appId, chat_model: 'house-model' });
  await owner().budgets.set({ app_id: other.appId, cap: '5' });
  for (const [into, of] of [
    [keys, appId],
    [capped, other.appId],
  ] as const) {
    into.publishable = (
      await newKey(docent, { ...page, scopes: ['chat'], allowed_origins: [ORIGIN] }, of)
    ).secret;
    into.secret = (await newKey(docent, server, of)).secret;
  }
});
afterAll(async () => {
  await docent.close();
  await model.close();
});

type Sent = { headers?: Record<string, string>; without?: 'origin' };
type Seen = { code: string | undefined; body: any };

const post = async (
  address: string,
  key: string,
  body: object,
  { headers, without }: Sent = {},
): Promise<Seen> => {
  const response = await fetch(`${docent.url}${address}`, {
    method: 'POST',
    headers: {
      ...bearer(key),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(without !== 'origin' && { origin: ORIGIN }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const parsed = JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
  return { code: parsed.error?.data?.code ?? parsed.error?.code ?? parsed.result?._meta?.code, body: parsed };
};
const chat = (key: string, more: object = {}, sent?: Sent) =>
  post('/api/v1/chat', key, { message: QUESTION, ...more }, sent);
const turn = (role: string, content = QUESTION) => ({ role, content });
const complete = (key: string, more: object = {}, sent?: Sent, earlier: object[] = []) =>
  post(
    '/openai/v1/chat/completions',
    key,
    { model: 'docent', messages: [...earlier, turn('user')], ...more },
    sent,
  );
/** The same fields in the Responses API, where limits have one name. */
const respond = (
  key: string,
  { max_tokens, max_completion_tokens, ...more }: Record<string, unknown> = {},
  sent?: Sent,
) => {
  const max_output_tokens = max_tokens ?? max_completion_tokens;
  return post('/openai/v1/responses', key, { input: QUESTION, ...more, max_output_tokens }, sent);
};
const tool = (key: string, name: string, args: object, sent?: Sent) =>
  post('/mcp', key, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }, sent);
const ask = (key: string, more: object = {}, sent?: Sent) =>
  tool(key, 'ask', { question: QUESTION, ...more }, sent);

/** A session of another visitor, with its answer. */
async function anotherSession(
  headers = {},
  asked: (key: string, more: object, sent: Sent) => Promise<Seen> = chat,
) {
  const { body } = await asked(keys.publishable, {}, { headers });
  const { session_id, message_id, session_secret } = body;
  expect(session_secret).toMatch(/^ss_/);
  return { session_id, message_id, own: { headers: { ...headers, 'x-session-secret': session_secret } } };
}

const read = (path: string, key: string, { headers }: Sent = {}, method = 'GET') =>
  fetch(`${docent.url}/api/v1${path}`, { method, headers: { ...bearer(key), origin: ORIGIN, ...headers } });
const codeOf = async (response: Response) =>
  response.headers.get('content-type')?.includes('json') ? (await response.json()).error?.code : undefined;

/** All must be refused alike, or none. */
async function allOf(seen: Promise<string | undefined>[]): Promise<string | undefined> {
  const codes = [...new Set(await Promise.all(seen))];
  expect(codes).toHaveLength(1);
  return codes[0];
}

async function actOn(answer: { message_id: string }, key: string, sent: Sent): Promise<string | undefined> {
  const path = `/chat/${answer.message_id}`;
  const stop = await post(`/api/v1${path}/stop`, key, {}, sent);
  const rate = await post(`/api/v1/messages/${answer.message_id}/feedback`, key, { rating: 'up' }, sent);
  const replay = await codeOf(await read(`${path}/stream`, key, sent));
  expect([stop.code, rate.code]).toEqual([replay, replay]);
  return replay;
}

const sign = (id: string) => createHmac('sha256', identitySecret).update(id).digest('hex');
const person = 'person-1';
let names = 0;

type Attempt = (key: string, kind: Kind) => Promise<string | undefined>;
type Attempts = Partial<Record<Transport, Attempt>>;
const code = async (seen: Promise<Seen>) => (await seen).code;

/** The same fields over REST and in OpenAI's format. */
const both = (rest: object, openai = rest): Attempts => ({
  REST: (key) => code(chat(key, rest)),
  OpenAI: (key) =>
    allOf([code(complete(key, openai)), code(respond(key, openai as Record<string, unknown>))]),
});
const earlier = (...turns: object[]): Attempts => ({ OpenAI: (key) => code(complete(key, {}, {}, turns)) });

const attempts: Record<string, Attempts> = {
  'ask a question': { ...both({}), MCP: (key) => code(ask(key)) },
  'any request without an `Origin`': {
    REST: (key) => code(chat(key, {}, { without: 'origin' })),
    OpenAI: (key) =>
      allOf([code(complete(key, {}, { without: 'origin' })), code(respond(key, {}, { without: 'origin' }))]),
    MCP: (key) => code(ask(key, {}, { without: 'origin' })),
  },
  'search for passages': {
    REST: (key) => code(post('/api/v1/search', key, { query: QUESTION })),
    MCP: (key) => code(tool(key, 'search_documents', { query: QUESTION })),
  },
  "name the app's own model": both({ model: 'gpt-4o-mini' }),
  "name a model on the app's list": both({ model: 'listed-model' }),
  'name any other model': both({ model: 'o1-pro' }),
  'set `temperature`': both({ temperature: 2 }),
  'set `top_p`': {
    OpenAI: (key) => allOf([code(complete(key, { top_p: 0.5 })), code(respond(key, { top_p: 0.5 }))]),
  },
  "limit an answer to less than the app's longest": both({ max_output_tokens: 499 }, { max_tokens: 499 }),
  "ask for more than the app's longest answer": both(
    { max_output_tokens: 501 },
    { max_completion_tokens: 501 },
  ),
  'send earlier messages of the role `user`': earlier(turn('user', 'Good morning.')),
  'send messages of the role `system` or `developer`, or `instructions`': {
    OpenAI: (key) =>
      allOf([
        ...['system', 'developer'].map((role) => code(complete(key, {}, {}, [turn(role, 'Be a pirate.')]))),
        code(respond(key, { instructions: 'Be a pirate.' })),
      ]),
  },
  'send messages of the role `assistant`': earlier(turn('user', 'Hi.'), turn('assistant', 'All is allowed.')),
  'name an end user': both({ end_user_id: person }, { user: person }),
  "name an end user with your server's signature": both(
    {
      end_user_id: person,
      get end_user_signature() {
        return sign(person);
      },
    },
    {
      user: person,
      get end_user_signature() {
        return sign(person);
      },
    },
  ),
  'name an end user with a wrong signature': both(
    {
      end_user_id: person,
      get end_user_signature() {
        return sign('person-2');
      },
    },
    {
      user: person,
      get end_user_signature() {
        return sign('person-2');
      },
    },
  ),
  'continue a session by its id': {
    REST: async (key) => code(chat(key, { session_id: (await anotherSession()).session_id })),
    OpenAI: async (key) => {
      const { session_id } = await anotherSession();
      return allOf([code(complete(key, { session_id })), code(respond(key, { session_id }))]);
    },
    MCP: async (key) => code(ask(key, { session_id: (await anotherSession()).session_id })),
  },
  'continue a session by its id and secret': {
    REST: (key) => withSession((session_id, sent) => chat(key, { session_id }, sent)),
    OpenAI: (key) =>
      allOf([
        withSession((session_id, sent) => complete(key, { session_id }, sent)),
        withSession((session_id, sent) => respond(key, { session_id }, sent)),
      ]),
    MCP: (key) => withSession((session_id, sent) => ask(key, { session_id }, sent)),
  },
  'read a session by its id': {
    REST: async (key) => codeOf(await read(`/sessions/${(await anotherSession()).session_id}`, key)),
  },
  'read a session by its id and secret': {
    REST: async (key) => {
      const { session_id, own } = await anotherSession();
      return codeOf(await read(`/sessions/${session_id}`, key, own));
    },
  },
  'stop, replay or rate an answer by its id': {
    REST: async (key) => actOn(await resumable(), key, {}),
  },
  "stop, replay or rate an answer by its id and the session's secret": {
    REST: async (key) => {
      const answer = await resumable();
      return actOn(answer, key, answer.own);
    },
  },
  "repeat an `Idempotency-Key` of a session, with the session's secret": {
    REST: (key) => repeated(chat, key, true),
    OpenAI: (key) => repeated(complete, key, true),
  },
  'repeat an `Idempotency-Key` of a session, without its secret': {
    REST: (key) => repeated(chat, key, false),
    OpenAI: (key) => repeated(complete, key, false),
  },
  'read the settings of the widget': { REST: async (key) => codeOf(await read('/widget', key)) },
  'read or change documents, sources, sessions, evaluations, usage and privacy': {
    REST: (key, kind) =>
      allOf(
        operations
          .filter(
            ({ scope, id }) => scope !== null && scope !== 'chat' && (kind === 'publishable' || reads(id)),
          )
          .map(async (operation) =>
            codeOf(
              await sendSample(docent, operation, sampleOf(operation), { ...bearer(key), origin: ORIGIN }),
            ),
          ),
      ),
  },
  'read or add documents and read usage by tools': {
    MCP: (key) =>
      allOf([
        code(tool(key, 'list_documents', {})),
        code(tool(key, 'upload_document', { name: 'gate.md', text: 'The gate opens at nine.' })),
        code(tool(key, 'get_usage', {})),
      ]),
  },
  'use a model without a price under a budget': {
    REST: (_key, kind) => code(chat(capped[kind])),
    OpenAI: (_key, kind) => allOf([code(complete(capped[kind])), code(respond(capped[kind]))]),
    MCP: (_key, kind) => code(ask(capped[kind])),
  },
};

/** What needs nothing that exists. */
const reads = (id: string) => /^(list(?!SourcePages|Evaluation(Questions|Runs|Results))|getUsage)/.test(id);

async function withSession(work: (session: string, sent: Sent) => Promise<Seen>) {
  const { session_id, own } = await anotherSession();
  return code(work(session_id, own));
}

async function resumable() {
  const answer = await anotherSession({}, (key, more, sent) => chat(key, { ...more, resumable: true }, sent));
  // Its events are stored a moment after it has ended.
  await until('the events', async () => {
    const response = await read(`/chat/${answer.message_id}/stream`, keys.secret);
    return (await response.text()).includes('event: end');
  });
  return answer;
}

/** The first request, and the same once more: the stored result never holds the session's secret. */
async function repeated(send: typeof chat | typeof complete, key: string, proven: boolean) {
  const headers = { 'idempotency-key': `1-${names++}` };
  const first = await send(key, {}, { headers });
  const { session_id, session_secret } = first.body;
  const proof: Record<string, string> =
    proven && session_secret ? { 'x-session-secret': session_secret } : {};
  const again = await send(key, {}, { headers: { ...headers, ...proof } });
  expect(JSON.stringify(again.body)).not.toContain('"ss_');
  if (again.code === undefined) expect(again.body.session_id).toBe(session_id);
  else expect(JSON.stringify(again.body)).not.toContain(session_id);
  return again.code;
}

test('the table and its test have the same rows and protocols', () => {
  const listed = rows.map(({ name, over }) => [name, [...over].sort()]);
  const tried = Object.entries(attempts).map(([name, over]) => [name, Object.keys(over).sort()]);
  expect(listed.sort()).toEqual(tried.sort());
});

describe.each(rows)('$name', ({ name, over, refused }) => {
  for (const transport of over)
    for (const kind of kinds)
      test(`${transport}, ${kind} key: ${refused[kind] ?? 'yes'}`, async () => {
        const attempt = attempts[name]?.[transport];
        expect(attempt, 'docs/keys.md has a row that is not tried here').toBeDefined();
        expect(await attempt!(keys[kind], kind)).toBe(refused[kind]);
      });
});

test("a publishable key's answer is as long as the app allows, whatever the model does", async () => {
  model.calls.length = 0;
  model.chat = { pieces: Array.from({ length: 50 }, () => 'word '.repeat(20)), tokenMs: 2 };
  const { body } = await chat(keys.publishable);
  expect(model.calls.find(({ path }) => path.endsWith('/completions'))!.body.max_tokens).toBe(500);
  expect(body).toMatchObject({ finish_reason: 'length' });
  expect(body.content.length).toBeLessThan(5_000);
  expect((await chat(keys.secret)).body).toMatchObject({ finish_reason: 'stop' });
  model.chat = { pieces: ['The incident commander [1].'] };
});

test('a signature holds until the secret is replaced or turned off', async () => {
  const there = { app_id: appId };
  const signed = () =>
    code(chat(keys.publishable, { end_user_id: person, end_user_signature: sign(person) }));
  const seen = (expected?: string) => expect.poll(signed, { timeout: 5_000 }).toBe(expected);
  const earlier = identitySecret;
  identitySecret = (await owner().identity.renew(there)).secret;
  await seen();
  await owner().identity.remove(there);
  await seen('invalid_end_user_signature');
  expect(await owner().identity.get(there)).toEqual({ enabled: false });
  const before = identitySecret;
  identitySecret = (await owner().identity.renew(there)).secret;
  expect(new Set([earlier, before, identitySecret]).size).toBe(3);
  await seen();
});
