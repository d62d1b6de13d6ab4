// The thin transport against the official client, on the same server: what one gives, the other must give.
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EMBEDDING_DIMENSIONS, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { collectPieces } from '../../../test/collect-pieces.ts';
import type { ChatRequest } from '../model.ts';
import { openaiChat } from './chat.ts';
import { openaiEmbedding } from './embeddings.ts';
import { addressOf, headersOf } from './model-server.ts';
import { openTransport, type Transport } from './transport.ts';

let model: ModelServer;
let transport: Transport;
let client: OpenAI;
beforeAll(async () => {
  model = await startModelServer();
  transport = openTransport({ baseUrl: model.url, apiKey: 'k' }, { firstByteMs: 600, betweenBytesMs: 600 });
  client = new OpenAI({ baseURL: model.url, apiKey: 'k', maxRetries: 0 });
});
afterAll(async () => {
  await transport.close();
  await model.close();
});
beforeEach(() => {
  model.chat = {};
  model.embedding = {};
  model.calls.length = 0;
});

const request: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'hi' }],
  temperature: 0.5,
  maxOutputTokens: 9,
  question: 'hi',
  passages: [],
  languages: [],
};
const never = new AbortController().signal;
const collect = () => collectPieces(openaiChat(transport).stream(request, never));

test('streams the same text, usage and finish as the official client', async () => {
  model.chat = {
    pieces: ['Grüße ', '👋', '\n\ndata: x', ''],
    finishReason: 'length',
    usage: {
      prompt_tokens: 7,
      completion_tokens: 5,
      total_tokens: 12,
      prompt_tokens_details: { cached_tokens: 3 },
    },
  };
  const ours = await collect();
  let text = '';
  let usage: OpenAI.CompletionUsage | null | undefined;
  const theirs = await client.chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    temperature: 0.5,
    max_tokens: 9,
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of theirs) {
    text += chunk.choices[0]?.delta.content ?? '';
    usage = chunk.usage ?? usage;
  }
  expect(ours).toMatchObject({
    text,
    finish: 'length',
    usage: {
      inputTokens: usage!.prompt_tokens,
      cachedInputTokens: 3,
      outputTokens: usage!.completion_tokens,
    },
  });
  expect(model.calls[0]!.body).toEqual(model.calls[1]!.body);
});

const choice = { model: 'e', dimensions: EMBEDDING_DIMENSIONS, queryPrefix: '', documentPrefix: '' };

test('embeds the same as the official client', async () => {
  const texts = ['two words', 'other'];
  const ours = await openaiEmbedding(transport, choice).embed(texts, never);
  const theirs = await client.embeddings.create({ model: 'e', input: texts, encoding_format: 'base64' });
  expect(ours).toMatchObject({ tokens: theirs.usage.prompt_tokens, estimated: false, inParts: [] });
  for (const [index, vector] of ours.vectors.entries())
    expect(Buffer.from(vector.buffer).toString('base64')).toBe(theirs.data[index]!.embedding);
});

test('vectors of the wrong length are an error that names the setting', async () => {
  await expect(
    openaiEmbedding(transport, { ...choice, dimensions: 5 }).embed(['x'], never),
  ).rejects.toMatchObject({
    code: 'model_failed',
    message: expect.stringContaining('EMBEDDING_DIMENSIONS'),
  });
});

test.each([
  [{ hang: true }, 'model_timeout', false],
  [{ failures: { status: 401, times: 9 } }, 'model_failed', true],
  [{ failures: { status: 429, times: 9 } }, 'model_unavailable', true],
  [{ failures: { status: 500, times: 9 } }, 'model_unavailable', true],
  [{ cutAfter: 0 }, 'model_unavailable', false],
  [{ pieces: ['a', 'b'], cutAfter: 1, tokenMs: 100 }, 'model_failed', false],
  [{ pieces: ['a', 'b'], tokenMs: 1_500 }, 'model_timeout', false],
])('%j ends as %s, without the words of the server', async (behaviour, code, unused) => {
  model.chat = behaviour;
  const failure = await collect().then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(failure).toMatchObject({ code, unused });
  expect(failure!.message + JSON.stringify(failure)).not.toContain('on purpose');
});

test.each(['before', 'within'] as const)(
  'a server that breaks off %s its vectors is unavailable',
  async (cut) => {
    model.embedding = { cut };
    const failure = openaiEmbedding(transport, choice).embed(['x'], never);
    await expect(failure).rejects.toMatchObject({ code: 'model_unavailable', unused: false });
    model.embedding = {};
  },
);

test('a server that is not there is unavailable', async () => {
  const nowhere = openTransport({ baseUrl: 'http://127.0.0.1:9/v1' });
  await expect(nowhere.post('/chat/completions', {}, never)).rejects.toMatchObject({
    code: 'model_unavailable',
    unused: true,
  });
  await nowhere.close();
});

test('waits as long as the server asks before it tries again; an empty account is not tried again', async () => {
  model.chat = { failures: { status: 429, times: 1, headers: { 'retry-after': '1' } }, pieces: ['ok'] };
  const started = Date.now();
  expect((await collect()).text).toBe('ok');
  expect(Date.now() - started).toBeGreaterThanOrEqual(990);
  model.calls.length = 0;
  model.chat = {
    play: () => ({ status: 429, json: { error: { code: 'insufficient_quota', message: 'x' } } }),
  };
  await expect(collect()).rejects.toMatchObject({ code: 'model_failed', message: /no credit/ });
  expect(model.calls).toHaveLength(1);
});

test.each([
  ['120', 1],
  [new Date(Date.now() + 3_600_000).toUTCString(), 1],
  [new Date(0).toUTCString(), 3],
  ['soon', 3],
])('a server that asks to wait until %s is asked %i times', async (asked, times) => {
  model.chat = { failures: { status: 429, times: 9, headers: { 'retry-after': asked } } };
  await expect(collect()).rejects.toMatchObject({ code: 'model_unavailable', unused: true });
  expect(model.calls).toHaveLength(times);
});

test('an abort ends the upstream call', async () => {
  model.chat = { pieces: ['a', 'b', 'c'], tokenMs: 300 };
  const gone = new AbortController();
  const pieces = openaiChat(transport).stream(request, gone.signal);
  await expect(
    (async () => {
      for await (const _piece of pieces) gone.abort(new Error('gone'));
    })(),
  ).rejects.toThrow('gone');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(model.calls[0]!.aborted).toBe(true);
});

test.each([
  ['https://x.test/v1', 'https://x.test/v1/embeddings'],
  ['https://x.test/v1/', 'https://x.test/v1/embeddings'],
  ['https://x.test', 'https://x.test/embeddings'],
  ['https://x.test/v1/chat/completions', 'https://x.test/v1/embeddings'],
  [
    'https://x.test/openai/deployments/d?api-version=2024-10-21',
    'https://x.test/openai/deployments/d/embeddings?api-version=2024-10-21',
  ],
  ['https://x.test/v1/?key=a%2Fb', 'https://x.test/v1/embeddings?key=a%2Fb'],
])('the base URL %s', (baseUrl, address) => {
  expect(addressOf({ baseUrl }, '/embeddings')).toBe(address);
});

test('headers: a bearer token, an api-key with api-version, none without a key, and those of the operator', () => {
  const of = (server: object) => headersOf({ baseUrl: 'https://x.test/v1', ...server });
  const type = { 'content-type': 'application/json' };
  expect(of({ apiKey: 'k' })).toEqual({ ...type, authorization: 'Bearer k' });
  expect(of({ apiKey: 'k', baseUrl: 'https://x.test/d?api-version=1' })).toEqual({ ...type, 'api-key': 'k' });
  expect(of({})).toEqual(type);
  expect(of({ apiKey: 'k', headers: { 'x-team': 'docs', authorization: '' } })).toEqual({
    ...type,
    'x-team': 'docs',
  });
});
