// Each dialect of docs/model-servers.md, played over real HTTP.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { collectPieces } from '../../../test/collect-pieces.ts';
import { chatDialects } from '../../../test/dialects.ts';
import { embeddingDialects } from '../../../test/embedding-dialects.ts';
import { fakeEmbedding, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import type { ChatRequest } from '../model.ts';
import { openaiChat } from './chat.ts';
import { openaiEmbedding } from './embeddings.ts';
import { openTransport, type Transport } from './transport.ts';

let model: ModelServer;
let transport: Transport;
const learned: string[] = [];
beforeAll(async () => void (model = await startModelServer()));
afterAll(() => model.close());
beforeEach(() => {
  // A server of its own for each test: nothing is remembered from another one.
  transport = openTransport({ baseUrl: model.url }, { onLearned: (_model, what) => learned.push(what) });
  model.calls.length = 0;
  learned.length = 0;
  return () => transport.close();
});

const request: ChatRequest = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hi' },
  ],
  temperature: 0.5,
  maxOutputTokens: 200,
  effort: 'none',
  retries: 0,
  question: 'hi',
  passages: [],
  languages: [],
};
const definitions = [
  { type: 'function' as const, function: { name: 'look_up', description: 'A word.', parameters: {} } },
];
const ask = (more: Partial<ChatRequest> = {}) =>
  collectPieces(openaiChat(transport).stream({ ...request, ...more }, new AbortController().signal));

describe.each(chatDialects)('$server: $what', (dialect) => {
  const { text = 'Forty [1].', thought = '', finish = 'stop', sent, error } = dialect;
  const usage = 'usage' in dialect ? dialect.usage : { inputTokens: 20, outputTokens: 9 };

  test('is understood, and remembered', async () => {
    let turn = 0;
    model.chat = { play: (body) => dialect.play(body, ++turn) };
    if (error) return expect(ask()).rejects.toMatchObject({ code: 'model_failed', message: error });
    const more = dialect.called ? { tools: { definitions, rules: 'Call tools.' } } : {};
    const answer = await ask(more);
    expect(answer).toMatchObject({ text, thought, finish, ...(usage && { usage }) });
    if (dialect.called) {
      expect(answer.toolCalls).toEqual(dialect.called);
      const [{ content }] = model.calls.at(-1)!.body.messages;
      expect(content).toBe(dialect.sent ? 'Be brief.' : 'Be brief.\n\nCall tools.');
    }
    if (!usage) expect(answer.usage).toBeUndefined();
    const { body } = model.calls.at(-1)!;
    for (const [name, value] of Object.entries(sent ?? {})) expect(body[name], name).toEqual(value);
    const calls = model.calls.length;
    if (sent) expect(learned.length).toBeGreaterThan(0);
    expect((await ask(more)).text).toBe(text);
    expect(model.calls).toHaveLength(calls + 1);
  });
});

test('an answer whose limit went into thought is asked for again, also from a server without usage', async () => {
  const frame = (delta: object, finish_reason: string | null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  model.chat = {
    play: (body: any) =>
      body.max_tokens > 1_000
        ? { raw: [frame({ content: 'Forty.' }, 'stop'), 'data: [DONE]\n\n'] }
        : { raw: [frame({ reasoning_content: 'Let me see' }, 'length'), 'data: [DONE]\n\n'] },
  };
  expect(await ask()).toMatchObject({ text: 'Forty.', finish: 'stop' });
  expect(model.calls).toHaveLength(2);
});

/** 40 texts, four of them long. */
const texts = Array.from({ length: 40 }, (_, index) =>
  index % 10 === 3 ? `long ${index} ${'word '.repeat(380)}` : `short ${index} about lamps`,
);

describe.each(embeddingDialects)('$server $what', (dialect) => {
  test('is understood, and remembered', async () => {
    model.embedding = { play: (body) => dialect.play(body) };
    const choice = { model: 'e', dimensions: 64, queryPrefix: '', documentPrefix: '' };
    const embed = () =>
      openaiEmbedding(transport, choice, { retries: 0 }).embed(texts, new AbortController().signal);
    if (dialect.error)
      return expect(embed()).rejects.toMatchObject({ code: 'model_failed', message: dialect.error });
    const first = await embed();
    expect(first.estimated).toBe(dialect.estimated ?? false);
    expect(first.inParts).toHaveLength(dialect.inParts ?? 0);
    expect(first.vectors).toHaveLength(texts.length);
    for (const [index, vector] of first.vectors.entries())
      expect(nearness(vector, fakeEmbedding(texts[index]!))).toBeGreaterThan(0.99);
    model.calls.length = 0;
    expect((await embed()).vectors).toEqual(first.vectors);
    for (const { body } of model.calls) {
      expect(body.input.length).toBeLessThanOrEqual(dialect.largest ?? texts.length);
      for (const [name, value] of Object.entries(dialect.sent ?? {})) expect(body[name], name).toEqual(value);
      if (!dialect.repeated) expect(dialect.play(body).status ?? 200).toBe(200);
    }
  });
});

const nearness = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

test('a text without a single number is found by its words alone; a model without any says so', async () => {
  const choice = { model: 'e', dimensions: 64, queryPrefix: '', documentPrefix: '' };
  const embed = () =>
    openaiEmbedding(transport, choice, { retries: 0 }).embed(texts, new AbortController().signal);
  const zeros = (found: (text: string) => boolean) => (body: any) => ({
    json: {
      data: body.input.map((text: string, index: number) => ({
        index,
        embedding: [...fakeEmbedding(text, 64)].map((value) => (found(text) ? null : value)),
      })),
    },
  });
  model.embedding = { play: zeros((text) => text.startsWith('short 7 ')) };
  const { vectors, inParts } = await embed();
  expect(inParts).toEqual([7]);
  expect(vectors[7]!.every((value) => value === 0)).toBe(true);
  expect(vectors.filter((vector) => vector.every((value) => value === 0))).toHaveLength(1);

  // Also one that has worked before.
  model.calls.length = 0;
  model.embedding = { play: zeros(() => true) };
  await expect(embed()).rejects.toMatchObject({
    code: 'model_failed',
    message: expect.stringContaining('NaN'),
  });
  expect(model.calls.length).toBeLessThan(100);
});

test('batches of texts are sent four at once, after one that shows what the server takes', async () => {
  const choice = { model: 'e', dimensions: 64, queryPrefix: '', documentPrefix: '' };
  let open = 0;
  const atOnce: number[] = [];
  const waiting: (() => void)[] = [];
  model.embedding = {
    play: async () => {
      atOnce.push(++open);
      // The first goes alone; of the others, four are answered when all four are there.
      if (atOnce.length > 1) {
        const together = new Promise<void>((resolve) => waiting.push(resolve));
        if (waiting.length === 4) for (const resolve of waiting.splice(0)) resolve();
        await together;
      }
      open--;
      return undefined;
    },
  };
  const embedding = openaiEmbedding(transport, choice, { batchSize: 2 });
  const { vectors } = await embedding.embed(texts.slice(0, 18), new AbortController().signal);
  expect(atOnce).toEqual([1, 1, 2, 3, 4, 1, 2, 3, 4]);
  for (const [index, vector] of vectors.entries())
    expect(nearness(vector, fakeEmbedding(texts[index]!))).toBeGreaterThan(0.99);
});

test('a refusal of embeddings that no smaller call gets around leaves nothing behind', async () => {
  const choice = { model: 'e', dimensions: 64, queryPrefix: '', documentPrefix: '' };
  const embedding = openaiEmbedding(transport, choice, { retries: 0 });
  model.embedding = { play: () => ({ status: 400, json: { error: { message: 'too many tokens' } } }) };
  await expect(embedding.embed(texts, new AbortController().signal)).rejects.toMatchObject({
    code: 'model_failed',
  });
  model.embedding = {};
  model.calls.length = 0;
  await embedding.embed(texts, new AbortController().signal);
  expect(model.calls).toHaveLength(1);
});

test('a refusal that no change gets around leaves nothing behind', async () => {
  model.chat = {
    play: () => ({ status: 400, json: { error: { message: 'temperature max_tokens stream_options' } } }),
  };
  await expect(ask()).rejects.toMatchObject({ code: 'model_failed' });
  model.chat = {};
  await ask();
  expect(model.calls.at(-1)!.body).toMatchObject({ temperature: 0.5, max_tokens: 200, stream: true });
  expect(learned).toEqual([]);
});

test('the table of the documentation has every dialect', () => {
  const table = readFileSync(new URL('../../../docs/model-servers.md', import.meta.url), 'utf8');
  for (const { server, what } of [...chatDialects, ...embeddingDialects])
    expect(table).toContain(`| ${server} | ${what} |`);
});
