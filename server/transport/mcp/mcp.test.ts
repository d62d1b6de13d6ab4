// The official client of the Model Context Protocol against /mcp.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { bearer, newAppWithKey, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';

let docent: Docent;
let model: ModelServer;
const clients: Client[] = [];

beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent({}, modelEnvironment(model));
  await until('the demo documents', async () => {
    const { documents } = await (await docent.api('/documents?status=ready')).json();
    return documents.length === 3;
  });
});
afterAll(async () => {
  for (const client of clients) await client.close();
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = { pieces: ['The incident ', 'commander ', '[1].'], tokenMs: 40 };
});

async function connect(secret = docent.apiKey): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(`${docent.url}/mcp`), {
    requestInit: { headers: bearer(secret) },
  });
  await client.connect(transport);
  clients.push(client);
  return client;
}
const QUESTION = 'Who is called first in an outage?';
const textOf = (result: any) => result.content[0].text as string;

test('lists its tools, each with what it takes', async () => {
  const { tools } = await (await connect()).listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(['ask', 'search_documents']);
  expect(tools.find(({ name }) => name === 'ask')!.inputSchema).toMatchObject({
    type: 'object',
    required: ['question'],
    additionalProperties: false,
    properties: {
      question: { type: 'string' },
      session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      filter: { type: 'object' },
    },
  });
});

test('searches the documents of the key, and no others', async () => {
  const found: any = await (
    await connect()
  ).callTool({ name: 'search_documents', arguments: { query: QUESTION, top_k: 2 } });
  expect(textOf(found)).toContain('outage-playbook.md');
  expect(found.structuredContent.results).toHaveLength(2);
  expect(found.structuredContent.results[0]).toMatchObject({ document_name: 'outage-playbook.md' });
  const other = await connect((await newAppWithKey(docent)).secret);
  const none: any = await other.callTool({ name: 'search_documents', arguments: { query: QUESTION } });
  expect(none.structuredContent.results).toEqual([]);
});

test('answers, telling its progress piece by piece, and goes on in a session', async () => {
  const client = await connect();
  const pieces: string[] = [];
  const answer: any = await client.callTool({ name: 'ask', arguments: { question: QUESTION } }, undefined, {
    onprogress: ({ message }) => pieces.push(message ?? ''),
  });
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toBe('The incident commander [1].');
  expect(textOf(answer)).toBe('The incident commander [1].\n[1] outage-playbook.md');
  const { session_id } = answer.structuredContent;
  expect(answer.structuredContent).toMatchObject({
    citations: [{ index: 1, document_name: 'outage-playbook.md' }],
    usage: { total_tokens: 908 },
  });
  const again: any = await client.callTool({
    name: 'ask',
    arguments: { question: 'And second?', session_id },
  });
  expect(again.structuredContent.session_id).toBe(session_id);
});

test('a filter narrows both tools; a misspelt one is refused; an empty session is a new one', async () => {
  const client = await connect();
  const filter = { document_ids: ['doc_01k9m3t1v8f2srr4gq9x0c6c6d'] };
  const none: any = await client.callTool({
    name: 'search_documents',
    arguments: { query: QUESTION, filter },
  });
  expect(none.structuredContent.results).toEqual([]);
  const wide: any = await client.callTool({
    name: 'search_documents',
    arguments: { query: QUESTION, fliter: filter },
  });
  expect(wide.isError).toBe(true);
  for (const session_id of ['', null]) {
    const asked: any = await client.callTool({
      name: 'ask',
      arguments: { question: QUESTION, session_id, filter },
    });
    expect(textOf(asked)).not.toContain('outage-playbook.md');
    expect(asked.structuredContent.session_id).toMatch(/^sess_/);
  }
});

test('returns the cause of an error to the model, nothing internal', async () => {
  const client = await connect();
  const gone: any = await client.callTool({
    name: 'ask',
    arguments: { question: QUESTION, session_id: 'sess_unknown' },
  });
  expect(gone).toMatchObject({ isError: true, _meta: { code: 'session_not_found' } });
  expect(textOf(gone)).toContain('no session with this id');
  const empty: any = await client.callTool({ name: 'ask', arguments: { question: '' } });
  expect(empty.isError).toBe(true);
  model.chat = { failures: { status: 400, times: 1 } };
  const failed: any = await client.callTool({ name: 'ask', arguments: { question: QUESTION } });
  expect(failed).toMatchObject({ isError: true, _meta: { code: 'model_failed' } });
});

test('a client that goes away ends its answer', async () => {
  model.chat = { pieces: Array.from({ length: 2_000 }, () => 'on '), tokenMs: 20 };
  const abort = new AbortController();
  const asked = (await connect()).callTool({ name: 'ask', arguments: { question: QUESTION } }, undefined, {
    signal: abort.signal,
  });
  const running = await until('the model call', () =>
    model.calls.find(({ path, closedAt }) => path.endsWith('/completions') && closedAt === undefined),
  );
  const client = clients.pop()!;
  abort.abort();
  await asked.catch(() => {});
  await client.close();
  await until('the model call to end', () => running.aborted);
});

test('needs a key with the scope, from an allowed origin', async () => {
  const post = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${docent.url}/mcp`, {
      method,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      ...(method === 'POST' && { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) }),
    });
  const refused = async (response: Response) => {
    const body = await response.json();
    expect(body).toMatchObject({ jsonrpc: '2.0', id: null, error: { message: expect.any(String) } });
    return [response.status, body.error.data.code];
  };
  expect(await refused(await post({}))).toEqual([401, 'missing_api_key']);
  expect(await refused(await post(bearer(`sk_${'a'.repeat(40)}`)))).toEqual([401, 'invalid_api_key']);
  const narrow = await newKey(docent, { scopes: ['documents:read'] });
  expect(await refused(await post(bearer(narrow.secret)))).toEqual([403, 'missing_scope']);
  expect(await refused(await post(bearer(docent.apiKey), 'GET'))).toEqual([405, 'method_not_allowed']);
  const origin = 'https://tool.example.com';
  const { secret } = await newKey(docent, { scopes: ['chat'], allowed_origins: [origin] });
  expect(await refused(await post({ ...bearer(secret), origin: 'https://evil.example.com' }))).toEqual([
    403,
    'origin_not_allowed',
  ]);
  const allowed = await post({ ...bearer(secret), origin });
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  await allowed.text();
  const preflight = await fetch(`${docent.url}/mcp`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('Mcp-Protocol-Version');
});
