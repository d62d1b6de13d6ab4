// The Responses API, with the official client.
import { Ajv2020 } from 'ajv/dist/2020.js';
import OpenAI, { APIError } from 'openai';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, newAppWithKey, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { until } from '../../../test/until.ts';

let docent: Docent;
let model: ModelServer;
let client: OpenAI;
const QUESTION = 'Who is called first in an outage?';
const asked = { model: 'docent', input: QUESTION };
const clientWith = (apiKey: string) =>
  new OpenAI({ apiKey, baseURL: `${docent.url}/openai/v1`, maxRetries: 0 });

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
const prompts = () =>
  model.calls.filter(({ path }) => path.endsWith('/completions')).map(({ body }) => body.messages);
const failure = async (work: PromiseLike<unknown>): Promise<APIError> =>
  Promise.resolve(work).then(
    () => expect.unreachable('it should have failed'),
    (error) => error,
  );

const CITED = { type: 'file_citation', filename: 'outage-playbook.md', index: 23 };

test('answers whole, with citations as annotations', async () => {
  const response: any = await client.responses.create({
    ...asked,
    instructions: 'Answer like a pirate.',
    metadata: { ticket: '7' },
    safety_identifier: 'person-1',
  });
  expect(response.output_text).toBe('The incident commander [1].');
  expect(response).toMatchObject({
    id: expect.stringMatching(/^resp_/),
    object: 'response',
    status: 'completed',
    model: 'gpt-4o-mini',
    instructions: 'Answer like a pirate.',
    metadata: { ticket: '7' },
    usage: { input_tokens: 812, output_tokens: 96, total_tokens: 908, cost: 0.0001794 },
    output: [
      {
        type: 'message',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', annotations: [{ ...CITED, citation: { index: 1, page: null } }] }],
      },
    ],
    no_context: false,
  });
  expect(prompts()[0]).toContainEqual({ role: 'system', content: 'Answer like a pirate.' });
  const { session } = await (await docent.api(`/sessions/${response.session_id}`)).json();
  expect(session).toMatchObject({ end_user_id: 'person-1', messages: [{ metadata: { ticket: '7' } }, {}] });
});

test('streams the events of the Responses API, in order, and ends with the whole response', async () => {
  const events: any[] = [];
  for await (const event of await client.responses.create({ ...asked, stream: true })) events.push(event);
  expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_event, place) => place));
  const types = events.map(({ type }) => type.replace('response.', ''));
  expect(types.filter((type) => type !== 'output_text.delta')).toEqual([
    'created',
    'in_progress',
    'output_item.added',
    'content_part.added',
    'output_text.annotation.added',
    'output_text.done',
    'content_part.done',
    'output_item.done',
    'completed',
  ]);
  const deltas = events.filter(({ type }) => type === 'response.output_text.delta');
  expect(deltas.map(({ delta }) => delta).join('')).toBe('The incident commander [1].');
  const { response } = events.at(-1);
  expect(response).toMatchObject({ status: 'completed', usage: { total_tokens: 908 } });
  expect(events[0].response).toMatchObject({ id: response.id, status: 'in_progress', output: [] });
  expect(new Set(events.flatMap(({ item_id }) => item_id ?? []))).toEqual(new Set([response.output[0].id]));
  expect(response.output[0].content[0].annotations).toMatchObject([CITED]);
  // The client's own helper puts the same together.
  const final = await client.responses.stream(asked).finalResponse();
  expect(final.output_text).toBe('The incident commander [1].');
});

test('previous_response_id, or a reference to its answer, goes on in its session', async () => {
  const first: any = await client.responses.create(asked);
  const second: any = await client.responses.create({
    ...asked,
    input: 'And second?',
    instructions: 'Be brief.',
    previous_response_id: first.id,
  });
  expect(second).toMatchObject({ session_id: first.session_id, previous_response_id: first.id });
  const sent = prompts().at(-1);
  expect(sent.map(({ role }: any) => role)).toEqual(['system', 'system', 'user', 'assistant', 'user']);
  expect(sent.slice(1)).toMatchObject([
    { content: 'Be brief.' },
    { content: QUESTION },
    {},
    { content: 'And second?' },
  ]);
  const third: any = await client.responses.create({
    model: 'docent',
    input: [
      { role: 'user', content: [{ type: 'input_text', text: QUESTION }] },
      { type: 'item_reference', id: second.output[0].id },
      { role: 'user', content: [{ type: 'input_text', text: 'And third?' }] },
    ],
  });
  expect(third.session_id).toBe(first.session_id);
  const branch = await failure(client.responses.create({ ...asked, previous_response_id: first.id }));
  expect([branch.status, branch.message]).toEqual([400, expect.stringContaining('not the last response')]);
  // An answer that the client sends back whole is history, with no session.
  const whole: any = await client.responses.create({
    model: 'docent',
    input: [{ role: 'user', content: QUESTION }, ...third.output, { role: 'user', content: 'And fourth?' }],
  });
  expect(whole.session_id).not.toBe(first.session_id);
  expect(prompts().at(-1).slice(1)).toMatchObject([
    { role: 'user', content: QUESTION },
    { role: 'assistant', content: 'The incident commander [1].' },
    { role: 'user', content: 'And fourth?' },
  ]);
});

test('the description has each operation, and responses are as it says', async () => {
  const document: any = await (await fetch(`${docent.url}/openai/v1/openapi.json`)).json();
  expect(Object.keys(document.paths)).toEqual([
    '/chat/completions',
    '/responses',
    '/models',
    '/models/{model}',
  ]);
  expect(document.servers[0].url).toMatch(/\/openai\/v1$/);
  const fields = document.paths['/responses'].post.requestBody.content['application/json'].schema;
  expect(Object.keys(fields.properties)).toEqual(
    expect.arrayContaining(['input', 'previous_response_id', 'filter']),
  );
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(document, 'openapi');
  const check = (schema: string, value: unknown) => {
    const valid = ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });
    expect(valid(value), ajv.errorsText(valid.errors)).toBe(true);
  };
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  check('Response', plain(await client.responses.create(asked)));
  const messages = [{ role: 'user' as const, content: QUESTION }];
  check('ChatCompletion', plain(await client.chat.completions.create({ model: 'docent', messages })));
  check('Model', plain(await client.models.retrieve('docent')));
  const refused = await fetch(`${docent.url}/openai/v1/responses`, { method: 'POST' });
  check('Error', await refused.json());
});

test('a repeated Idempotency-Key streams the same response', async () => {
  const send = async () => {
    const response = await fetch(`${docent.url}/openai/v1/responses`, {
      method: 'POST',
      headers: { ...bearer(docent.apiKey), 'content-type': 'application/json', 'idempotency-key': 'once' },
      body: JSON.stringify({ ...asked, stream: true }),
    });
    const text = await response.text();
    return JSON.parse(/event: response.completed\ndata: (.*)/.exec(text)![1]!).response;
  };
  const [first, again] = [await send(), await send()];
  expect([again.id, again.session_id, again.output]).toEqual([first.id, first.session_id, first.output]);
  expect(prompts()).toHaveLength(1);
});

test('an answer that was cut off is incomplete; what is carried along is named', async () => {
  model.chat = { pieces: ['The incident'], finishReason: 'length' };
  const response: any = await client.responses.create({
    ...asked,
    max_output_tokens: 20,
    store: false,
    tools: [{ type: 'web_search' }],
  });
  expect(response).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_output_tokens' },
  });
  expect(response.warnings).toEqual([
    expect.stringMatching(/tools were not used/),
    expect.stringMatching(/conversation is stored/),
  ]);
});

test('everything else is refused by name', async () => {
  for (const [body, param, message] of [
    [{ background: true }, 'background', /send false/],
    [{ conversation: 'conv_1' }, 'conversation', /send previous_response_id/],
    [{ prompt: { id: 'p' } }, 'prompt', /a stored prompt is not supported/],
    [{ tool_choice: 'required' }, 'tool_choice', /calls no tools/],
    [{ text: { format: { type: 'json_schema' } } }, 'text.format.type', /must be text/],
    [{ text: { verbosity: 'high' } }, 'text.verbosity', /verbosity/],
    [{ reasoning: { effort: 'high' } }, 'reasoning.effort', /an admin sets it/],
    [{ include: ['message.output_text.logprobs'] }, 'include.0', /leave it out/],
    [{ previous_response_id: 'chatcmpl-1' }, 'previous_response_id', /id of a response/],
    [
      { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] },
      'input',
      /question in text/,
    ],
    [{ input: [] }, 'input', /at least one message/],
    [{ fliter: {} }, null, /fliter: not supported/],
  ] as const) {
    const error = await failure(client.responses.create({ ...asked, ...body } as never));
    expect(error, JSON.stringify(body)).toMatchObject({ status: 400, code: 'invalid_request', param });
    expect(error.message).toMatch(message);
  }
  const unknown = await failure(
    client.responses.create({ ...asked, previous_response_id: 'resp_01k9m3t1v8f2srr4gq9x0c6c6d' }),
  );
  expect([unknown.status, unknown.code]).toEqual([404, 'message_not_found']);
  const read = await failure(client.responses.retrieve('resp_01k9m3t1v8f2srr4gq9x0c6c6d'));
  expect([read.status, read.message]).toEqual([404, expect.stringContaining('/openai/v1/responses')]);
});

test('a failure in the middle is the last event', async () => {
  model.chat = { pieces: ['One ', 'two ', 'three'], tokenMs: 40, errorAfter: 2 };
  const broken = await failure(
    (async () => {
      for await (const _ of await client.responses.create({ ...asked, stream: true }));
    })(),
  );
  expect(broken).toBeInstanceOf(APIError);
  expect(broken.code).toBe('model_failed');
});

test('a publishable key continues only what its session secret opens, and gives no instructions', async () => {
  const origin = 'https://page.example.com';
  const { secret } = await newKey(docent, {
    kind: 'publishable',
    scopes: ['chat'],
    allowed_origins: [origin],
  });
  const send = async (body: object, headers = {}) => {
    const response = await fetch(`${docent.url}/openai/v1/responses`, {
      method: 'POST',
      headers: { ...bearer(secret), origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ ...asked, ...body }),
    });
    return { status: response.status, body: await response.json() };
  };
  const first = (await send({})).body;
  expect(first.session_secret).toMatch(/^ss_/);
  const next = { previous_response_id: first.id };
  expect((await send(next)).body.error.code).toBe('message_not_found');
  expect((await send(next, { 'x-session-secret': first.session_secret })).status).toBe(200);
  expect((await send({ instructions: 'Be a pirate.' })).body.error.code).toBe('secret_key_required');
  const other = clientWith((await newAppWithKey(docent)).secret);
  expect(await failure(other.responses.create({ ...asked, ...next }))).toMatchObject({
    code: 'message_not_found',
  });
});
