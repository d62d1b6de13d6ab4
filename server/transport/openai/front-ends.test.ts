// Requests as Open WebUI, LibreChat and Chatbox send them: nothing that they always send may end a chat.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { until } from '../../../test/until.ts';

let docent: Docent;
let model: ModelServer;
const QUESTION = 'Who is called first in an outage?';
const user = (content: unknown) => ({ role: 'user', content });

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  await until('the demo documents', async () => {
    const { documents } = await (await docent.api('/documents?status=ready')).json();
    return documents.length === 3;
  });
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = { pieces: ['The incident ', 'commander [1].'] };
  model.calls.length = 0;
});

async function complete(
  body: object,
  key = docent.apiKey,
  headers = {},
): Promise<{ status: number; body: any }> {
  const response = await fetch(`${docent.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { ...bearer(key), 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'docent', ...body }),
  });
  return { status: response.status, body: await response.json() };
}
const asked = (path: string) => model.calls.filter((call) => call.path.endsWith(path));
const sessions = async () => (await (await docent.api('/sessions?include_all=true')).json()).sessions.length;

const HISTORY = '<chat_history>\nUSER: Who feeds the harbour cat?\nASSISTANT: Nobody.\n</chat_history>';
test.each([
  ['Open WebUI, a title', [user(`### Task:\nGenerate a concise, 3-5 word title with an emoji.\n${HISTORY}`)]],
  ['Open WebUI, tags', [user(`### Task:\nGenerate 1-3 broad tags for the chat.\n${HISTORY}`)]],
  ['Open WebUI, follow-ups', [user(`### Task:\nSuggest 3-5 relevant follow-up questions.\n${HISTORY}`)]],
  [
    'LibreChat, a title',
    [
      {
        role: 'system',
        content: 'Detect user language and write in the same language a concise title. ||>User: cat',
      },
      user('||>Title:'),
    ],
  ],
  [
    'Chatbox, a name',
    [
      user('Who feeds the harbour cat?'),
      { role: 'assistant', content: 'Nobody.' },
      user('Based on the chat history, give this conversation a name. Keep it short.'),
    ],
  ],
])(
  '%s: the model writes it, without a search and without a session; it is in the ledger',
  async (_name, messages) => {
    model.chat.pieces = ['The Harbour Cat'];
    const before = await sessions();
    const usage = async () =>
      (await (await docent.api('/usage')).json()).by_model.find((one: any) => one.model === 'gpt-4o-mini')
        ?.requests ?? 0;
    const counted = await usage();
    const { status, body } = await complete({ messages, stream: false, max_tokens: 1_000 });
    expect([status, body.choices[0].message.content]).toEqual([200, 'The Harbour Cat']);
    expect(body).toMatchObject({ model: 'gpt-4o-mini', usage: { total_tokens: 908, cost: 0.0001794 } });
    expect(body).not.toHaveProperty('session_id');
    expect(asked('/embeddings')).toHaveLength(0);
    expect(asked('/completions')).toHaveLength(1);
    expect(asked('/completions')[0]!.body.messages).toEqual(messages);
    expect([await sessions(), await usage()]).toEqual([before, counted + 1]);
  },
);

test('a task with an Idempotency-Key runs once', async () => {
  model.chat.pieces = ['The Harbour Cat'];
  const messages = [user(`### Task:\nGenerate a concise title.\n${HISTORY}`)];
  const send = () => complete({ messages }, docent.apiKey, { 'idempotency-key': 'title-1' });
  const [first, again] = [await send(), await send()];
  expect(again.body.choices).toEqual(first.body.choices);
  expect(asked('/completions')).toHaveLength(1);
});

test('a question about titles is a question; with a publishable key everything is', async () => {
  expect((await complete({ messages: [user('What is the title of the playbook?')] })).body).toHaveProperty(
    'session_id',
  );
  const origin = 'https://page.example.com';
  const { secret } = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: [origin],
  });
  const { body } = await complete(
    { messages: [user(`### Task:\nWrite an essay on cats.\n${HISTORY}`)] },
    secret,
    { origin },
  );
  expect(body).toHaveProperty('session_id');
  expect(asked('/embeddings')).toHaveLength(2);
});

test('what a chat carries along is left out with a warning, and the question is answered', async () => {
  const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }];
  const call = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } };
  for (const [sent, warning, last] of [
    [
      { messages: [user(QUESTION)], tools, tool_choice: 'auto', parallel_tool_calls: true },
      /tools were not used/,
    ],
    [
      { messages: [user(QUESTION)], functions: [{ name: 'weather' }], function_call: 'none' },
      /tools were not used/,
    ],
    [
      {
        messages: [
          user(QUESTION),
          { role: 'assistant', content: null, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'c1', content: 'rain' },
          user(QUESTION),
        ],
      },
      /Results of tools/,
    ],
    [{ messages: [user(QUESTION), { role: 'assistant', content: 'The ' }] }, /begins each answer anew/],
    [
      {
        messages: [
          user([
            { type: 'text', text: QUESTION },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          ]),
        ],
      },
      /Images, audio and files/,
      `${QUESTION}\n[image left out]`,
    ],
  ] as [object, RegExp, string?][]) {
    model.calls.length = 0;
    const { status, body } = await complete(sent);
    expect([status, body.choices?.[0].message.content], JSON.stringify(body)).toEqual([
      200,
      'The incident commander [1].',
    ]);
    expect(body.warnings).toEqual([expect.stringMatching(warning)]);
    expect(asked('/completions').at(-1)!.body.messages.at(-1)).toEqual(user(last ?? QUESTION));
  }
  const plain = await complete({ messages: [user([{ type: 'text', text: QUESTION }])] });
  expect(plain.body).not.toHaveProperty('warnings');
});

test('how words are picked reaches the model; what changes nothing is taken', async () => {
  const sampling = { top_p: 0.1, seed: 7, stop: ['END'], frequency_penalty: 0.5, presence_penalty: -0.5 };
  expect((await complete({ messages: [user(QUESTION)], ...sampling })).status).toBe(200);
  expect(asked('/completions')[0]!.body).toMatchObject(sampling);
  model.calls.length = 0;
  // LibreChat and Chatbox send the values that models start from.
  const neutral = { top_p: 1, frequency_penalty: 0, presence_penalty: 0, stop: null, n: 1, logit_bias: {} };
  const hints = {
    store: false,
    service_tier: 'auto',
    metadata: { chat: '1' },
    prompt_cache_key: 'x',
    user: '',
    usage: { include: true },
  };
  const { status, body } = await complete({ messages: [user(QUESTION)], ...neutral, ...hints });
  expect([status, body.warnings]).toEqual([200, undefined]);
  expect(Object.keys(asked('/completions')[0]!.body)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/top_p|penalty|stop|seed|store/)]),
  );
  const { session } = await (await docent.api(`/sessions/${body.session_id}`)).json();
  expect(session.messages[0].metadata).toEqual({ chat: '1' });
});

test('a model server that refuses a way of picking words is asked without it', async () => {
  model.chat = {
    pieces: ['The incident commander [1].'],
    play: (sent) =>
      sent.top_p === undefined
        ? undefined
        : { status: 400, json: { error: { message: "Unsupported parameter: 'top_p'", param: 'top_p' } } },
  };
  const { status, body } = await complete({ messages: [user(QUESTION)], top_p: 0.2, seed: 3 });
  expect([status, body.choices?.[0].message.content]).toEqual([200, 'The incident commander [1].']);
  expect(asked('/completions').at(-1)!.body).toMatchObject({ seed: 3 });
});

test('a name that the app does not know is refused, or gets its own model where the operator says so', async () => {
  const foreign = { model: 'gpt-4o', messages: [user(QUESTION)] };
  expect((await complete(foreign)).body.error.code).toBe('model_not_allowed');
  Object.assign(docent.ctx.config, { unknownModels: 'own' });
  try {
    const { body } = await complete(foreign);
    expect(body).toMatchObject({
      model: 'gpt-4o-mini',
      warnings: [expect.stringContaining('gpt-4o is not known')],
    });
  } finally {
    Object.assign(docent.ctx.config, { unknownModels: 'refuse' });
  }
});
