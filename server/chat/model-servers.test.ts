// Chats while model servers speak their own dialects and fail in their own ways.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { languages } from '../../shared/contract/apps.panel.ts';
import { estimateTokens } from '../../shared/models/estimate-tokens.ts';
import { readEvents } from '../../test/events.ts';
import { startDocent, type Docent } from '../../test/harness.ts';
import { bearer, newKey } from '../../test/keys.ts';
import {
  modelEnvironment,
  startModelServer,
  type ModelServer,
  type Played,
} from '../../test/model-server.ts';
import { until } from '../../test/until.ts';
import { adminCall } from '../../test/calls.ts';
import { listNotices } from '../billing/plans/list-notices.ts';
import { listModels } from '../operations/system/list-models.ts';
import { visitorTexts } from '../access/visitors/visitor-texts.ts';

let docent: Docent;
let model: ModelServer;
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = {};
  model.calls.length = 0;
});

const QUESTION = 'Who is called first in an outage?';
const ask = async (body: object = {}, init?: RequestInit) =>
  (await docent.api('/chat', { json: { message: QUESTION, ...body }, ...init })).json();
const chatCalls = () => model.calls.filter(({ path }) => path.endsWith('/chat/completions'));
const isRewrite = (body: any) => body.messages[0].content.startsWith('Rewrite');
const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const said = (...deltas: object[]): Played => ({
  raw: [
    ...deltas.map((delta) => frame({ choices: [{ delta, finish_reason: null }] })),
    frame({ choices: [{ delta: {}, finish_reason: 'stop' }] }),
    'data: [DONE]\n\n',
  ],
});
const failing = (status: number, message = 'no'): Played => ({ status, json: { error: { message } } });
const ledgerOf = (messageId: string) =>
  docent.ctx.db
    .selectFrom('ledger')
    .select(['kind', 'model', 'status', 'input_tokens', 'output_tokens', 'reasoning_tokens', 'estimated'])
    .where('message_id', '=', messageId)
    .orderBy('usage_id')
    .execute();

/** Settings take effect within a second: the cache of keys. */
async function withSettings(settings: object, work: () => Promise<void>) {
  const set = async (values: object) => {
    await docent.ctx.db.updateTable('apps').set(values).execute();
    await new Promise((resolve) => setTimeout(resolve, 850));
  };
  await set(settings);
  try {
    await work();
  } finally {
    await set(Object.fromEntries(Object.keys(settings).map((name) => [name, null])));
  }
}

test('thought is in no answer, citation, session or prompt, and is counted as output', async () => {
  const thought = 'Perhaps the duty manager [1]. '.repeat(20);
  model.chat.play = () =>
    said({ content: '<thi' }, { content: `nk>${thought}</think>\n\n` }, { content: 'The commander [1].' });
  const { events, text } = await readEvents(
    await docent.api('/chat', { json: { message: QUESTION, stream: true } }),
  );
  expect(text).toBe('The commander [1].');
  expect(events.filter(({ event }) => event === 'citation')).toHaveLength(1);
  const { data } = events.at(-1)!;
  const ledger = await ledgerOf(data.message_id);
  const call = ledger.find(({ kind }) => kind === 'chat')!;
  expect(call).toMatchObject({ estimated: true, output_tokens: data.usage.output_tokens });
  expect(call.reasoning_tokens).toBeGreaterThan(100);
  expect(call.output_tokens).toBeGreaterThan(call.reasoning_tokens);
  expect(await (await docent.api(`/sessions/${data.session_id}`)).text()).not.toContain('duty manager');
  model.calls.length = 0;
  model.chat.play = (body) =>
    said({ reasoning: thought }, { content: isRewrite(body) ? QUESTION : 'Yes [1].' });
  expect((await ask({ message: 'And then?', session_id: data.session_id })).content).toBe('Yes [1].');
  expect(JSON.stringify(model.calls)).not.toContain('duty manager');
});

test('a closing tag alone takes back what was said; from then on the text waits for it', async () => {
  await withSettings({ chat_model: 'thinker' }, async () => {
    model.chat.play = () =>
      said(
        { content: 'Perhaps the duty ' },
        { content: 'manager [1].' },
        { content: '</think>\n\nThe commander [1].' },
      );
    const first = await ask();
    expect(first).toMatchObject({ content: 'The commander [1].', citations: [{ index: 1 }] });
    const streamed = await readEvents(
      await docent.api('/chat', { json: { message: QUESTION, stream: true } }),
    );
    expect(streamed.text).toBe('The commander [1].');
    const { session } = await (await docent.api(`/sessions/${first.session_id}`)).json();
    expect(session.messages[1].content).toBe('The commander [1].');
  });
});

test.each([
  ['refused', () => failing(400, 'You may not.')],
  ['unavailable', () => failing(503)],
  ['empty', () => said({ content: '' })],
  ['only thought', () => said({ reasoning: 'Hm.' })],
])(
  'a rewriting that is %s leaves the question as asked, and is made without temperature',
  async (_how, play) => {
    const { session_id } = await ask();
    model.calls.length = 0;
    model.chat.play = (body) => (isRewrite(body) ? play() : said({ content: 'The commander [1].' }));
    const answer = await ask({ message: 'Who is called first then?', session_id });
    expect(answer).toMatchObject({ success: true, content: 'The commander [1].' });
    const [rewrite] = chatCalls();
    expect(rewrite!.body.temperature).toBeUndefined();
    expect(model.calls.find(({ path }) => path.endsWith('/embeddings'))!.body.input).toEqual([
      'Who is called first then?',
    ]);
  },
);

test('a second model answers where the first one is down, and the ledger names both', async () => {
  await withSettings({ fallback_model: 'gpt-4o' }, async () => {
    model.chat.play = (body) => (body.model === 'gpt-4o' ? undefined : failing(503));
    const answer = await ask();
    expect(answer).toMatchObject({ model: 'gpt-4o', content: 'Hello there.' });
    expect(chatCalls().map(({ body }) => body.model)).toEqual(['gpt-4o-mini', 'gpt-4o']);
    const calls = await until('both calls', async () => {
      const rows = (await ledgerOf(answer.message_id)).filter(({ kind }) => kind === 'chat');
      return rows.every(({ status }) => status === 'settled') && rows;
    });
    expect(calls).toMatchObject([
      { model: 'gpt-4o-mini', input_tokens: 0, output_tokens: 0 },
      { model: 'gpt-4o', input_tokens: 812, output_tokens: 96 },
    ]);
    const { session } = await (await docent.api(`/sessions/${answer.session_id}`)).json();
    expect(session.messages[1]).toMatchObject({ content: 'Hello there.', model: 'gpt-4o' });
    // Once it has spoken, nobody else goes on.
    model.chat = { errorAfter: 1 };
    const broken = await readEvents(await docent.api('/chat', { json: { message: QUESTION, stream: true } }));
    expect(broken.events.at(-1)!.event).toBe('error');
    expect(chatCalls()).toHaveLength(3);
  });
});

test('the prompt stays within the budget: rules and question whole, then passages, then the newest history', async () => {
  model.chat.pieces = ['It is so, as it has long been [1]. '.repeat(60)];
  await docent.ctx.db.updateTable('apps').set({ instructions: 'Speak like a pirate.' }).execute();
  await withSettings({ context_tokens: 2048 }, async () => {
    let session_id: string | undefined;
    for (let turn = 0; turn < 5; turn++)
      ({ session_id } = await ask({ message: `${QUESTION} ${turn} ${'please '.repeat(60)}`, session_id }));
    for (const { body } of chatCalls().filter(({ body }) => !isRewrite(body))) {
      const sizes = body.messages.map(({ content }: { content: string }) => estimateTokens(content));
      expect(sizes.reduce((sum: number, size: number) => sum + size, 0)).toBeLessThanOrEqual(1024 + 100);
      expect(body.messages[0].content).toMatch(/Speak like a pirate.*\[1\]/s);
      expect(body.messages.at(-1).content).toContain('please '.repeat(59));
    }
  });
  await docent.ctx.db.updateTable('apps').set({ instructions: '' }).execute();
});

test('a server that has read far less than was sent is warned of, in a notice and on the system page', async () => {
  const usage = { prompt_tokens: 150, completion_tokens: 5, total_tokens: 155 };
  model.chat = { pieces: ['Yes [1].'], usage };
  const lines: any[] = [];
  const { log } = docent.ctx;
  const warn = log.warn.bind(log);
  log.warn = ((...line: any[]) => void lines.push(line)) as never;
  try {
    await ask();
    await ask();
  } finally {
    log.warn = warn;
  }
  expect(lines.map(([fields]) => fields.details?.reported_prompt_tokens)).toEqual([150]);
  const { notices } = await listNotices(adminCall(docent.ctx));
  const [notice, ...more] = notices.filter(({ kind }) => kind === 'context');
  expect(notice!.message).toMatch(/gpt-4o-mini has read only 150 of \d+ tokens/);
  expect(more).toEqual([]);
  const models = await listModels(docent.ctx);
  expect(models.find((one) => one.model === 'gpt-4o-mini')!.warnings).toContain(notice!.message);
});

test('effort and rewriting model are the app’s', async () => {
  await withSettings({ reasoning_effort: 'low', rewrite_model: 'small' }, async () => {
    const { session_id } = await ask();
    expect(chatCalls()[0]!.body.reasoning_effort).toBe('low');
    await ask({ message: 'And then?', session_id });
    expect(chatCalls()[1]!.body).toMatchObject({ model: 'small', reasoning_effort: 'none', max_tokens: 300 });
  });
});

test('visitors read their own text in the app’s language; operators the cause', async () => {
  const origin = 'https://page.example.com';
  const { secret } = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: [origin],
  });
  const visitor = (body: object, headers: object = {}) =>
    docent.api('/chat', {
      json: { message: QUESTION, ...body },
      headers: { ...bearer(secret), origin, ...headers },
    });
  model.chat.play = () => failing(401);
  expect((await ask()).error.message).toContain('OPENAI_API_KEY');
  const { error } = await (await visitor({})).json();
  expect(error).toMatchObject({ code: 'model_failed', message: visitorTexts['en']!.failed, details: {} });
  const french = await (await visitor({}, { 'accept-language': 'fr-CH, de;q=0.8' })).json();
  expect(french.error.message).toBe(visitorTexts['fr']!.failed);
  await docent.ctx.db.updateTable('apps').set({ language: 'de' }).execute();
  await new Promise((resolve) => setTimeout(resolve, 850));
  model.chat = { errorAfter: 1 };
  for (const more of [{}, { resumable: true }]) {
    const { events } = await readEvents(await visitor({ stream: true, ...more }));
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { message: visitorTexts['de']!.failed } });
  }
  const gone = await (await visitor({ session_id: 'sess_01k9m3t1v8f2srr4gq9x0c6c6d' })).json();
  expect(gone.error).toMatchObject({ code: 'session_not_found', message: visitorTexts['de']!.gone });
  await docent.ctx.db
    .updateTable('keys')
    .set({ revoked_at: new Date() })
    .where('kind', '=', 'publishable')
    .execute();
  const revoked = await until('the revocation', async () => {
    const body = await (await visitor({})).json();
    return body.error.code === 'api_key_revoked' && body;
  });
  expect(revoked.error.message).toBe(visitorTexts['en']!.later);
  await docent.ctx.db.updateTable('apps').set({ language: 'auto' }).execute();
});

test('every language of answers has texts for visitors, without a word on what is behind', () => {
  expect(Object.keys(visitorTexts).sort()).toEqual(languages.filter((code) => code !== 'auto').sort());
  for (const texts of Object.values(visitorTexts))
    for (const text of Object.values(texts))
      expect(text).not.toMatch(/api|key|model|budget|server|token|quota/i);
});
