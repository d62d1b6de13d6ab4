import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { demoAppId } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { until } from '../../../test/until.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { createCaller } from '../../transport/trpc/router.ts';

let docent: Docent;
let model: ModelServer;
let app_id: string;

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  app_id = await demoAppId(docent);
});
afterAll(async () => {
  await docent.close();
  await model.close();
});

const caller = (signal = new AbortController().signal) =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal,
  });

async function ask(message: string, more: object = {}) {
  const events: any[] = [];
  for await (const event of await caller().playground.ask({ app_id, message, ...more })) events.push(event);
  // How many pieces of text a model's answer arrives in is the transport's own affair.
  const seen = events.filter(({ event }, n) => event !== 'message' || events[n - 1].event !== 'message');
  return { events: seen, names: seen.map(({ event }) => event) };
}

test('an answer comes with its trace, in the order in which it happened', async () => {
  model.chat = { pieces: ['The on-call engineer', ' is called [1].'] };
  const { events, names } = await ask('Who is called first in an outage?');
  expect(names).toEqual([
    'begun',
    'retrieved',
    'prompted',
    'first_token',
    'message',
    'citation',
    'end',
    'settled',
  ]);
  const [, retrieved, prompted, , , citation, end, settled] = events;
  const { hits, words, relevant } = retrieved.data;
  expect(relevant).toBe(true);
  expect(words.map(({ word }: any) => word)).toEqual(expect.arrayContaining(['outage']));
  expect(hits[0]).toMatchObject({ source: 1, document_id: citation.data.document_id });
  const scores = hits.map(({ score }: any) => score);
  expect(scores).toEqual(scores.toSorted((a: number, b: number) => b - a));
  for (const { source, text } of hits)
    expect(prompted.data.messages[0].content.includes(text)).toBe(source !== null);
  expect(prompted.data.messages).toEqual(model.calls.at(-1)!.body.messages);
  expect(settled.data.calls).toMatchObject([
    { kind: 'embed_question' },
    { kind: 'chat', input_tokens: 812, output_tokens: 96, cost: end.data.usage.cost },
  ]);
});

test('a failure is the last event, with its code', async () => {
  model.chat = { pieces: ['Half', ' an answer'], errorAfter: 1 };
  const { events, names } = await ask('Who is called first in an outage?');
  expect(names).toEqual(['begun', 'retrieved', 'prompted', 'first_token', 'message', 'error']);
  expect(events.at(-1).data).toMatchObject({
    code: 'model_failed',
    message: expect.stringContaining('model'),
  });
});

test('with nothing found, no model is asked and the trace says so', async () => {
  const before = model.calls.filter(({ path }) => path.endsWith('/chat/completions')).length;
  const { events, names } = await ask('Welche Zugspitzbahn fährt nach Ulaanbaatar?');
  expect(names).toEqual(['begun', 'retrieved', 'first_token', 'message', 'end', 'settled']);
  expect(events[1].data).toMatchObject({ relevant: false });
  expect(model.calls.filter(({ path }) => path.endsWith('/chat/completions'))).toHaveLength(before);
});

test('settings are tried for one answer and not saved', async () => {
  model.chat = { pieces: ['Short [1].'] };
  const settings = { instructions: 'Answer as a pirate.', chat_model: 'gpt-4o', temperature: 0.5 };
  const { events } = await ask('Who is called first in an outage?', { settings });
  const { data: begun } = events.find(({ event }) => event === 'begun');
  const { data: prompted } = events.find(({ event }) => event === 'prompted');
  expect(prompted).toMatchObject({ model: 'gpt-4o', temperature: 0.5 });
  expect(prompted.messages[0].content).toContain('Answer as a pirate.');
  expect(events.find(({ event }) => event === 'end').data).toMatchObject({ model: 'gpt-4o' });

  // The next answer of the same conversation has the app's own settings again.
  const refused = { settings: { refusal_text: 'Arr, no such thing.', least_relevance: 5 } };
  const { session_id } = begun;
  const next = await ask('Who is called first in an outage?', { session_id });
  expect(next.events[0].data.session_id).toBe(session_id);
  const { data: plain } = next.events.findLast(({ event }) => event === 'prompted');
  expect(plain.messages[0].content).not.toContain('pirate');
  expect(plain.model).not.toBe('gpt-4o');
  const none = await ask('Who is called first in an outage?', refused);
  expect(none.events.find(({ event }) => event === 'message').data.content).toBe('Arr, no such thing.');
  expect((await caller().apps.get({ app_id })).settings).toMatchObject({
    instructions: '',
    chat_model: null,
  });
});

test('settings that cannot be are refused before anything is asked', async () => {
  const invalid = caller().playground.ask({ app_id, message: 'Hello?', settings: { temperature: 3 } });
  await expect(invalid).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  const { events } = await ask('Hello?', { settings: { rerank_model: 'some-model' } });
  expect(events).toMatchObject([{ event: 'error', data: { code: 'invalid_request' } }]);
});

test('an old answer shows what was kept of its trace, and an erasure takes it away', async () => {
  model.chat = { pieces: ['The on-call engineer', ' is called [1].'] };
  const { events } = await ask('Who is called first in an outage?');
  const { message_id } = events.find(({ event }) => event === 'end').data;
  const { hits } = events.find(({ event }) => event === 'retrieved').data;
  const settled = events.find(({ event }) => event === 'settled').data;
  const kept = await caller().conversations.trace({ app_id, message_id });
  const used = hits.filter(({ source }: any) => source !== null);
  expect(kept.passages!.filter(({ source }) => source !== null)).toMatchObject(
    used.map(({ chunk_id, document_name, text, source, score, bm25 }: any) => ({
      chunk_id,
      document_name,
      text,
      source,
      score: expect.closeTo(score, 3),
      bm25: expect.closeTo(bm25, 3),
    })),
  );
  expect(kept.passages!.length).toBeGreaterThan(used.length);
  expect(kept).toMatchObject({ gone: 0, calls: settled.calls, first_token_ms: expect.any(Number) });
  expect(kept.total_ms).toBeGreaterThanOrEqual(kept.first_token_ms!);

  const input = { app_id, document_id: used[0].document_id };
  const preview = await caller().receipts.preview(input);
  expect(preview.removed).toMatchObject({ documents: 1, chunks: expect.any(Number) });
  // The preview has changed nothing; the erasure removes what it said.
  const { erasure } = await caller().erasures.request(input);
  // Its files are removed by a job.
  const { blobs, ...rows } = preview.removed;
  expect(blobs).toBeGreaterThan(0);
  expect(erasure.removed).toMatchObject({ ...rows, answers: preview.emptied['messages'] });
  const bare = await caller().conversations.trace({ app_id, message_id });
  expect(bare).toMatchObject({ passages: null, calls: settled.calls });
  await expect(caller().conversations.trace({ app_id, message_id: newId('msg') })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a question is restricted to documents and tags, which are found by words and named as they are now', async () => {
  model.chat = { pieces: ['It is [1].'] };
  const upload = async (name: string, text: string, metadata: object = {}) => {
    const response = await docent.api('/documents', { json: { name, text, metadata } });
    const { documents } = await response.json();
    return documents[0].document_id as string;
  };
  const red = await upload('100%_red.md', 'The red boat is called Persimmon.', { tags: ['harbour', 'red'] });
  const blue = await upload('100 blue.md', 'The blue boat is called Cornflower.', { tags: 'harbour' });
  const { library, conversations, evaluations } = caller();
  const chosen = { app_id, document_ids: [red, blue, 'doc_of_nobody'], tags: ['harbour', 'no such tag'] };
  await until('both documents', async () =>
    (await library.named(chosen)).documents.every(({ status }) => status === 'ready'),
  );
  const named = await library.named(chosen);
  expect(named.documents.map(({ name }) => name).toSorted()).toEqual(['100 blue.md', '100%_red.md']);
  expect(named.tags).toEqual([
    { tag: 'harbour', count: 2, ready: 2, waiting: 0 },
    { tag: 'no such tag', count: 0, ready: 0, waiting: 0 },
  ]);
  expect(await library.named({ app_id })).toEqual({ documents: [], tags: [] });
  // What was typed is no pattern.
  const offered = await library.offer({ app_id, words: '0%_R' });
  expect(offered.documents).toEqual([{ document_id: red, name: '100%_red.md', status: 'ready' }]);
  expect(await library.offer({ app_id, words: 'ARBOU' })).toEqual({
    documents: [],
    more: 0,
    tags: [{ tag: 'harbour', count: 2 }],
  });
  const { documents } = await library.offer({ app_id });
  expect(documents.length).toBeGreaterThan(3);

  const asked = 'Which name has the boat?';
  const found = async (filter: object) => {
    const { events } = await ask(asked, { filter });
    const { hits } = events.find(({ event }) => event === 'retrieved').data;
    return [...new Set(hits.map(({ document_name }: any) => document_name))].toSorted();
  };
  expect(await found({ document_ids: [red] })).toEqual(['100%_red.md']);
  expect(await found({ or: [{ document_ids: [blue] }, { metadata: { tags: { in: ['red'] } } }] })).toEqual([
    '100 blue.md',
    '100%_red.md',
  ]);

  // As a test it asks all documents, so what was refused in a part of them may well be answered.
  const { evaluation_set } = await evaluations.create({ app_id, name: 'Boats' });
  const saved = async (filter?: object) => {
    const { events } = await ask('Which name has the red boat, Persimmon?', { filter });
    const { message_id, finish_reason } = events.find(({ event }) => event === 'end').data;
    const { filtered } = await conversations.trace({ app_id, message_id });
    const { set_id } = evaluation_set;
    const { questions } = await evaluations.addQuestions({ app_id, set_id, message_id });
    const [{ unanswerable, expected_document }] = questions as [(typeof questions)[0]];
    return { finish_reason, filtered, unanswerable, expected_document };
  };
  expect(await saved({ document_ids: ['doc_of_nobody'] })).toEqual({
    finish_reason: 'no_context',
    filtered: true,
    unanswerable: false,
    expected_document: null,
  });
  expect(await saved()).toMatchObject({ finish_reason: 'stop', filtered: false, expected_document: red });
});
