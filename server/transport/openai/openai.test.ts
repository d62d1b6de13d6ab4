// The official client, as anybody would point it here.
import OpenAI, { APIError, AuthenticationError, BadRequestError, PermissionDeniedError } from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, demoAppId, newAppWithKey, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';

let docent: Docent;
let model: ModelServer;
let client: OpenAI;
const clientWith = (apiKey: string, headers?: Record<string, string>) =>
  new OpenAI({ apiKey, baseURL: `${docent.url}/openai/v1`, maxRetries: 0, defaultHeaders: headers });

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  client = clientWith(docent.apiKey);
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

const QUESTION = 'Who is called first in an outage?';
const asked = { model: 'docent', messages: [{ role: 'user' as const, content: QUESTION }] };

test('completes, with citations in a field of their own, and keeps the session', async () => {
  const completion = (await client.chat.completions.create({ ...asked, user: 'person-1' })) as any;
  expect(completion).toMatchObject({
    object: 'chat.completion',
    model: 'gpt-4o-mini',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: {
          role: 'assistant',
          content: 'The incident commander [1].',
          citations: [{ index: 1, document_name: 'outage-playbook.md' }],
        },
      },
    ],
    usage: { prompt_tokens: 812, completion_tokens: 96, total_tokens: 908, cost: 0.0001794 },
    no_context: false,
  });
  const { session } = await (await docent.api(`/sessions/${completion.session_id}`)).json();
  expect(session).toMatchObject({ end_user_id: 'person-1', messages: [{ content: QUESTION }, {}] });
});

test('streams the same, with usage where it is asked for', async () => {
  const stream = await client.chat.completions.create({
    ...asked,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks: any[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }: any) => delta));
  expect(deltas[0]).toMatchObject({ role: 'assistant' });
  expect(deltas.map(({ content }) => content ?? '').join('')).toBe('The incident commander [1].');
  expect(deltas.flatMap(({ citations }) => citations ?? [])).toMatchObject([
    { document_name: 'outage-playbook.md' },
  ]);
  expect(chunks.at(-2)).toMatchObject({
    session_id: expect.stringMatching(/^sess_/),
    choices: [{ finish_reason: 'stop' }],
  });
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 908 } });
  expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
  const final = await client.chat.completions.stream(asked).finalMessage();
  expect(final.content).toBe('The incident commander [1].');
});

test('leaves the cost out where the model has no price', async () => {
  const app_id = await demoAppId(docent);
  // The beginning of names is not listed as a model.
  await docent.ctx.db
    .updateTable('apps')
    .set({ allowed_models: ['house-*'] })
    .where('app_id', '=', app_id)
    .execute();
  const priceless = clientWith((await newKey(docent)).secret);
  const { usage } = await priceless.chat.completions.create({ ...asked, model: 'house-model' });
  expect(usage).toMatchObject({ total_tokens: 908 });
  expect(usage).not.toHaveProperty('cost');
});

test("honours what was said before: in the prompt beside Docent's rules, and in what is searched for", async () => {
  model.chat.pieces = (messages) => [
    messages[0]!.content.startsWith('Rewrite') ? 'How long is the escalation after an outage?' : 'Soon [1].',
  ];
  const completion = await client.chat.completions.create({
    ...asked,
    messages: [
      { role: 'system', content: 'Answer like a pirate.' },
      { role: 'user', content: 'What happens in an outage?' },
      { role: 'assistant', content: 'The incident commander is called.' },
      { role: 'user', content: [{ type: 'text', text: 'And how long until the next step?' }] },
    ],
  });
  expect(completion.choices[0]!.message.content).toBe('Soon [1].');
  const [rewrite, answer] = model.calls.filter(({ path }) => path.endsWith('/completions'));
  expect(rewrite!.body.messages.at(-1).content).toContain('What happens in an outage?');
  const sent = answer!.body.messages;
  expect(sent[0].content).toContain('You answer questions from the numbered sources');
  expect(sent.slice(1)).toEqual([
    { role: 'system', content: 'Answer like a pirate.' },
    { role: 'user', content: 'What happens in an outage?' },
    { role: 'assistant', content: 'The incident commander is called.' },
    { role: 'user', content: 'And how long until the next step?' },
  ]);
  const searched = model.calls.find(({ path }) => path.endsWith('/embeddings'))!.body.input;
  expect(String(searched)).toContain('How long is the escalation');
});

test('lists the models that may be named', async () => {
  const { data } = await client.models.list();
  expect(data.map(({ id }) => id)).toEqual(['docent', 'gpt-4o-mini']);
  expect(await client.models.retrieve('docent')).toMatchObject({ id: 'docent', object: 'model' });
  const unknown = await failure(client.models.retrieve('openai/gpt-oss'));
  expect([unknown.status, unknown.code]).toEqual([404, 'model_not_found']);
  expect(unknown.message).toContain('Use docent or gpt-4o-mini');
});

const failure = async (work: PromiseLike<unknown>): Promise<APIError> =>
  Promise.resolve(work).then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );

test("errors have OpenAI's shape, so that its client throws its own", async () => {
  const unknown = await failure(clientWith(`sk_${'a'.repeat(40)}`).chat.completions.create(asked));
  expect(unknown).toBeInstanceOf(AuthenticationError);
  expect(unknown).toMatchObject({ code: 'invalid_api_key', type: 'authentication_error' });
  expect(unknown.requestID).toMatch(/^req_/);

  const narrow = await newKey(docent, { scopes: ['documents:read'] });
  const scope = await failure(clientWith(narrow.secret).chat.completions.create(asked));
  expect(scope).toBeInstanceOf(PermissionDeniedError);
  expect(scope.code).toBe('missing_scope');

  for (const [body, param, message] of [
    [{ messages: [] }, 'messages', /at least one/],
    [{ messages: [{ role: 'assistant', content: 'Hi' }] }, 'messages', /role user/],
    [
      { messages: [{ role: 'critic', content: 'x' }, ...asked.messages] },
      'messages.0.role',
      /must be system/,
    ],
    [{ ...asked, n: 2 }, 'n', /more than one answer is not supported; send 1, or leave it out/],
    [{ ...asked, tool_choice: 'required' }, 'tool_choice', /calls no tools/],
    [{ ...asked, function_call: { name: 'weather' } }, 'function_call', /calls no tools/],
    [{ ...asked, modalities: ['text', 'audio'] }, 'modalities.1', /audio is not supported/],
    [{ ...asked, audio: { voice: 'alloy' } }, 'audio', /audio is not supported/],
    [{ ...asked, web_search_options: {} }, 'web_search_options', /search of the web/],
    [{ ...asked, logprobs: true }, 'logprobs', /log probabilities/],
    [{ ...asked, logit_bias: { 50: 1 } }, 'logit_bias', /bias/],
    [{ ...asked, reasoning_effort: 'high' }, 'reasoning_effort', /an admin sets it/],
    [{ ...asked, fliter: {} }, null, /fliter: not supported/],
    [{ ...asked, response_format: { type: 'json_object' } }, 'response_format.type', /must be text/],
    [
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] }] },
      'messages',
      /question in text/,
    ],
  ] as const) {
    const error = await failure(client.chat.completions.create(body as never));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ code: 'invalid_request', param, type: 'invalid_request_error' });
    expect(error.message).toMatch(message);
  }
  const session = await failure(
    client.chat.completions.create({ ...asked, session_id: 'sess_unknown' } as never),
  );
  expect([session.status, session.code]).toEqual([404, 'session_not_found']);
  const lost = await failure(client.embeddings.create({ model: 'x', input: 'y' }));
  expect([lost.status, lost.code]).toEqual([404, 'not_found']);

  model.chat = { pieces: ['One ', 'two ', 'three'], tokenMs: 40, errorAfter: 2 };
  const broken = await failure(
    (async () => {
      for await (const _ of await client.chat.completions.create({ ...asked, stream: true }));
    })(),
  );
  expect(broken).toBeInstanceOf(APIError);
  expect(broken.code).toBe('model_failed');
});

test('knows apps and origins as everywhere', async () => {
  const other = await newAppWithKey(docent);
  const nothing = (await clientWith(other.secret).chat.completions.create(asked)) as any;
  expect(nothing).toMatchObject({ no_context: true, choices: [{ finish_reason: 'stop' }] });
  const ours = (await client.chat.completions.create(asked)) as any;
  const foreign = await failure(
    clientWith(other.secret).chat.completions.create({ ...asked, session_id: ours.session_id } as never),
  );
  expect(foreign.code).toBe('session_not_found');

  const origin = 'https://page.example.com';
  const { secret } = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: [origin],
  });
  const path = `${docent.url}/openai/v1/chat/completions`;
  const preflight = (from: string) =>
    fetch(path, {
      method: 'OPTIONS',
      headers: { origin: from, 'access-control-request-method': 'POST' },
    });
  const allowed = await preflight(origin);
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
  expect(allowed.headers.get('access-control-allow-headers')).toMatch(/X-Stainless-Retry-Count/);
  expect((await preflight('https://evil.example.com')).status).toBe(403);
  const post = (from: string) =>
    fetch(path, {
      method: 'POST',
      headers: { ...bearer(secret), origin: from, 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    });
  const answered = await post(origin);
  expect([answered.status, answered.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  expect((await post('https://evil.example.com')).status).toBe(403);
  expect((await failure(clientWith(secret).models.list())).code).toBe('origin_required');
});
