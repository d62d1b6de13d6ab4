// The thin transport against the official client, on the same server: what one gives, the other must give.
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EMBEDDING_DIMENSIONS, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import type { ChatPiece, ChatRequest } from '../model.ts';
import { openaiChat } from './chat.ts';
import { batchEmbedding, questionEmbedding } from './embeddings.ts';
import { openTransport, type Transport } from './transport.ts';

let model: ModelServer;
let transport: Transport;
let client: OpenAI;
beforeAll(async () => {
  model = await startModelServer();
  transport = openTransport(
    { baseUrl: model.url, apiKey: 'k' },
    { headersTimeoutMs: 600, bodyTimeoutMs: 600 },
  );
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
async function collect(pieces: AsyncIterable<ChatPiece>) {
  let text = '';
  let last: ChatPiece = {};
  for await (const piece of pieces) {
    text += piece.text ?? '';
    last = { ...last, ...piece };
  }
  return { text, usage: last.usage, finish: last.finish };
}

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
  const ours = await collect(openaiChat(transport, { modernParameters: false }).stream(request, never));
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
  expect(ours).toEqual({
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

test('embeds alike in one call and in batches, from base64 and from plain numbers', async () => {
  const choice = { model: 'e', dimensions: EMBEDDING_DIMENSIONS };
  const one = await questionEmbedding(transport, choice).embed(['two words'], never);
  const many = await batchEmbedding({ baseUrl: model.url, apiKey: 'k' }, choice).embed(
    ['two words', 'other'],
    never,
  );
  expect(many.vectors).toHaveLength(2);
  expect(one.vectors[0]).toEqual(many.vectors[0]);
  model.embedding = { plainNumbers: true };
  expect((await questionEmbedding(transport, choice).embed(['two words'], never)).vectors[0]).toEqual(
    one.vectors[0],
  );
  expect(one).toMatchObject({ tokens: 3, estimated: false });
});

test('vectors of the wrong length are an error that names the setting', async () => {
  await expect(
    questionEmbedding(transport, { model: 'e', dimensions: 5 }).embed(['x'], never),
  ).rejects.toMatchObject({
    code: 'model_failed',
    message: expect.stringContaining('EMBEDDING_DIMENSIONS'),
  });
});

test.each([
  [{ hang: true }, 'model_timeout'],
  [{ failures: { status: 401, times: 9 } }, 'model_failed'],
  [{ failures: { status: 429, times: 9 } }, 'model_unavailable'],
  [{ failures: { status: 500, times: 9 } }, 'model_unavailable'],
  [{ cutAfter: 0 }, 'model_failed'],
  [{ pieces: ['a', 'b'], tokenMs: 1_500 }, 'model_timeout'],
])('%j ends as %s, without the words of the server', async (behaviour, code) => {
  model.chat = behaviour;
  const failure = await collect(
    openaiChat(transport, { modernParameters: false }).stream(request, never),
  ).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(failure).toMatchObject({ code });
  expect(failure!.message).not.toContain('on purpose');
});

test('a server that is not there is unavailable', async () => {
  const nowhere = openTransport({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k' });
  await expect(nowhere.post('/chat/completions', {}, never)).rejects.toMatchObject({
    code: 'model_unavailable',
  });
  await nowhere.close();
});

test('waits as long as the server asks before it tries again', async () => {
  model.chat = { failures: { status: 429, times: 1, headers: { 'retry-after': '1' } }, pieces: ['ok'] };
  const started = Date.now();
  expect(
    (await collect(openaiChat(transport, { modernParameters: false }).stream(request, never))).text,
  ).toBe('ok');
  expect(Date.now() - started).toBeGreaterThanOrEqual(990);
});

test('an abort ends the upstream call', async () => {
  model.chat = { pieces: ['a', 'b', 'c'], tokenMs: 300 };
  const gone = new AbortController();
  const pieces = openaiChat(transport, { modernParameters: false }).stream(request, gone.signal);
  await expect(
    (async () => {
      for await (const _piece of pieces) gone.abort(new Error('gone'));
    })(),
  ).rejects.toThrow('gone');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(model.calls[0]!.aborted).toBe(true);
});
