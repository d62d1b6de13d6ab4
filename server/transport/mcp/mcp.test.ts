// The official client of the Model Context Protocol against /mcp, in both of its eras.
import {
  Client,
  StreamableHTTPClientTransport,
  type VersionNegotiationOptions,
} from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

type Mode = NonNullable<VersionNegotiationOptions['mode']>;
const MODERN = '2026-07-28';
const PINNED: Mode = { pin: MODERN };

async function connect(secret = docent.apiKey, mode: Mode = PINNED): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(`${docent.url}/mcp`), {
    requestInit: { headers: bearer(secret) },
  });
  await client.connect(transport);
  clients.push(client);
  return client;
}
const QUESTION = 'Who is called first in an outage?';
const textOf = (result: any) => result.content[0].text as string;
/** A call as the client makes it: it checks the result against the tool's outputSchema. */
const call = (client: Client, name: string, args: object = {}): Promise<any> =>
  client.callTool({ name, arguments: args as Record<string, unknown> });

describe.each([
  ['without options', 'legacy', '2025-11-25'],
  ['that negotiates', 'auto', MODERN],
  ['pinned to the newest revision', PINNED, MODERN],
] as [string, Mode, string][])('a client %s', (_name, mode, revision) => {
  test('is served in its revision, with instructions and every tool of its key', async () => {
    const client = await connect(docent.apiKey, mode);
    expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    expect(client.getInstructions()).toContain('documents of "Demo"');
    expect(client.getServerCapabilities()).toEqual({ tools: { listChanged: false } });
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      'ask',
      'get_document',
      'get_usage',
      'list_documents',
      'search_documents',
      'unanswered',
      'upload_document',
    ]);
    for (const { outputSchema, inputSchema } of tools)
      expect([inputSchema.additionalProperties, outputSchema?.type]).toEqual([false, 'object']);
    expect(tools.find(({ name }) => name === 'ask')!.inputSchema).toMatchObject({
      required: ['question'],
      properties: { session_id: { anyOf: [{ type: 'string' }, { type: 'null' }] }, filter: {} },
    });
  });

  test('searches the documents of the key, and no others', async () => {
    const found = await call(await connect(docent.apiKey, mode), 'search_documents', {
      query: QUESTION,
      top_k: 2,
    });
    expect(textOf(found)).toContain('outage-playbook.md');
    expect(found.structuredContent.results).toHaveLength(2);
    expect(found.structuredContent.results[0]).toMatchObject({ document_name: 'outage-playbook.md' });
    const other = await connect((await newAppWithKey(docent)).secret, mode);
    const none = await call(other, 'search_documents', { query: QUESTION });
    expect(none.structuredContent.results).toEqual([]);
  });

  test('is answered piece by piece, and goes on in a session', async () => {
    const client = await connect(docent.apiKey, mode);
    const pieces: string[] = [];
    const answer: any = await client.callTool(
      { name: 'ask', arguments: { question: QUESTION } },
      { onprogress: ({ message }) => pieces.push(message ?? '') },
    );
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe('The incident commander [1].');
    expect(textOf(answer)).toBe('The incident commander [1].\n[1] outage-playbook.md (Outage Playbook)');
    const { session_id } = answer.structuredContent;
    expect(answer.structuredContent).toMatchObject({
      citations: [{ index: 1, document_name: 'outage-playbook.md' }],
      usage: { total_tokens: 908 },
    });
    const again = await call(client, 'ask', { question: 'And second?', session_id });
    expect(again.structuredContent.session_id).toBe(session_id);
  });

  test('gets the title and the address of what is quoted as text too', async () => {
    const document = docent.ctx.db.updateTable('documents').where('name', '=', 'outage-playbook.md');
    await document.set({ title: 'When all is\n down', source_url: 'https://docs.example/outage' }).execute();
    const client = await connect(docent.apiKey, mode);
    const location = 'outage-playbook.md (When all is down), https://docs.example/outage';
    expect(textOf(await call(client, 'ask', { question: QUESTION }))).toContain(`\n[1] ${location}`);
    expect(textOf(await call(client, 'search_documents', { query: QUESTION, top_k: 1 }))).toMatch(
      new RegExp(`^${location.replaceAll(/[().]/g, '\\$&')}\n`),
    );
    await document.set({ title: 'outage-playbook.md', source_url: null }).execute();
    expect(textOf(await call(client, 'ask', { question: QUESTION }))).toMatch(/\[1\] outage-playbook\.md$/);
    await document.set({ title: 'Outage Playbook' }).execute();
  });

  test('adds a document, and sees it and what it cost', async () => {
    const client = await connect(docent.apiKey, mode);
    const sent = { name: `${revision}.md`, text: `The gate of ${revision} opens at nine.` };
    const [uploaded] = (await call(client, 'upload_document', sent)).structuredContent.documents;
    expect(uploaded).toMatchObject({ name: sent.name });
    const { document_id } = uploaded;
    const document = await until('the document', async () => {
      const seen = await call(client, 'get_document', { document_id });
      return seen.structuredContent.document.status === 'ready' && seen.structuredContent.document;
    });
    expect(document).toMatchObject({ document_id, chunk_count: 1 });
    const listed = await call(client, 'list_documents', { status: 'ready', per_page: 100 });
    expect(listed.structuredContent.documents).toContainEqual(document);
    expect(JSON.parse(textOf(listed))).toEqual(listed.structuredContent);
    const usage = await call(client, 'get_usage', { group_by: 'day' });
    expect(usage.structuredContent).toMatchObject({ by_day: [{ requests: expect.any(Number) }] });
  });
});

test('a filter narrows both tools; a misspelt one is refused; an empty session is a new one', async () => {
  const client = await connect();
  const filter = { document_ids: ['doc_01k9m3t1v8f2srr4gq9x0c6c6d'] };
  const none = await call(client, 'search_documents', { query: QUESTION, filter });
  expect(none.structuredContent.results).toEqual([]);
  const wide = await call(client, 'search_documents', { query: QUESTION, fliter: filter });
  expect(wide.isError).toBe(true);
  expect(textOf(wide)).toContain('fliter');
  for (const session_id of ['', null]) {
    const asked = await call(client, 'ask', { question: QUESTION, session_id, filter });
    expect(textOf(asked)).not.toContain('outage-playbook.md');
    expect(asked.structuredContent.session_id).toMatch(/^sess_/);
  }
});

test('a key sees the tools of its scopes, and reads which scope another one needs', async () => {
  const reader = await connect((await newKey(docent, { scopes: ['documents:read'] })).secret);
  const { tools } = await reader.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['list_documents', 'get_document']);
  const refused = await call(reader, 'ask', { question: QUESTION });
  expect(refused).toMatchObject({ isError: true, _meta: { code: 'missing_scope' } });
  expect(textOf(refused)).toBe('This API key does not have the scope chat.');
  await expect(call(reader, 'no_such_tool')).rejects.toThrow('no_such_tool not found');
});

test('returns the cause of an error to the model, nothing internal', async () => {
  const client = await connect();
  const gone = await call(client, 'ask', { question: QUESTION, session_id: 'sess_unknown' });
  expect(gone).toMatchObject({ isError: true, _meta: { code: 'session_not_found' } });
  expect(textOf(gone)).toContain('no session with this id');
  const empty = await call(client, 'ask', { question: '' });
  expect(empty.isError).toBe(true);
  model.chat = { failures: { status: 400, times: 1 } };
  const days = { start_date: '2026-02-01', end_date: '2026-01-01' };
  const order = await call(client, 'get_usage', days);
  expect(order).toMatchObject({ isError: true, _meta: { code: 'invalid_request' } });
  expect(textOf(order)).toContain('start_date: must not be after end_date');
  const failed = await call(client, 'ask', { question: QUESTION });
  expect(failed).toMatchObject({ isError: true, _meta: { code: 'model_failed' } });
});

test.each(['legacy', PINNED] as Mode[])('a client that goes away ends its answer: %j', async (mode) => {
  model.chat = { pieces: Array.from({ length: 2_000 }, () => 'on '), tokenMs: 20 };
  const abort = new AbortController();
  const asked = (await connect(docent.apiKey, mode)).callTool(
    { name: 'ask', arguments: { question: QUESTION } },
    { signal: abort.signal },
  );
  const running = await until('the model call', () =>
    model.calls.find(({ path, closedAt }) => path.endsWith('/completions') && closedAt === undefined),
  );
  const client = clients.pop()!;
  abort.abort();
  await asked.catch(() => {});
  await client.close();
  await until('the model call to end', () => running.aborted);
});

const META = {
  'io.modelcontextprotocol/protocolVersion': MODERN,
  'io.modelcontextprotocol/clientCapabilities': {},
};
type Sent = { method?: string; headers?: Record<string, string>; params?: object; http?: string };
const post = ({ method = 'tools/list', headers, params, http = 'POST' }: Sent) =>
  fetch(`${docent.url}/mcp`, {
    method: http,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    ...(http === 'POST' && { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) }),
  });

test('speaks 2026-07-28 as the specification has it', async () => {
  const modern = async (method: string, headers = {}, _meta: object = META) => {
    const response = await post({
      method,
      params: { _meta },
      headers: {
        ...bearer(docent.apiKey),
        'mcp-protocol-version': MODERN,
        'mcp-method': method,
        ...headers,
      },
    });
    return [response.status, await response.json()] as const;
  };
  expect(await modern('server/discover')).toMatchObject([
    200,
    {
      id: 1,
      result: {
        resultType: 'complete',
        supportedVersions: [MODERN],
        capabilities: { tools: { listChanged: false } },
        instructions: expect.stringContaining('search_documents'),
        ttlMs: 300_000,
        cacheScope: 'private',
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'docent', title: 'Demo' } },
      },
    },
  ]);
  expect(await modern('tools/list')).toMatchObject([
    200,
    { result: { ttlMs: 300_000, resultType: 'complete' } },
  ]);
  expect(await modern('tools/list', { 'mcp-method': 'tools/call' })).toMatchObject([
    400,
    { error: { code: -32_020 } },
  ]);
  expect(await modern('tools/unknown')).toMatchObject([404, { error: { code: -32_601 } }]);
  const future = { ...META, 'io.modelcontextprotocol/protocolVersion': '2030-01-01' };
  expect(await modern('tools/list', { 'mcp-protocol-version': '2030-01-01' }, future)).toMatchObject([
    400,
    { error: { code: -32_022, data: { supported: [MODERN] } } },
  ]);
});

test('needs a key with a scope that a tool has, from an allowed origin', async () => {
  const refused = async (response: Response) => {
    const body = await response.json();
    expect(body).toMatchObject({ jsonrpc: '2.0', id: null, error: { message: expect.any(String) } });
    return [response.status, body.error.data.code];
  };
  expect(await refused(await post({}))).toEqual([401, 'missing_api_key']);
  const wrong = bearer(`sk_${'a'.repeat(40)}`);
  expect(await refused(await post({ headers: wrong, http: 'GET' }))).toEqual([401, 'invalid_api_key']);
  const registered = await fetch(`${docent.url}/register`, { method: 'POST' });
  expect([registered.status, await registered.json()]).toEqual([
    400,
    {
      error: 'invalid_client_metadata',
      error_description: expect.stringContaining('This server has no OAuth'),
    },
  ]);
  expect(await refused(await post({ headers: bearer(`sk_${'a'.repeat(40)}`) }))).toEqual([
    401,
    'invalid_api_key',
  ]);
  const narrow = await newKey(docent, { scopes: ['privacy:write'] });
  expect(await refused(await post({ headers: bearer(narrow.secret) }))).toEqual([403, 'missing_scope']);
  const got = await post({ headers: bearer(docent.apiKey), http: 'GET' });
  expect(got.headers.get('allow')).toBe('POST');
  expect(await refused(got)).toEqual([405, 'method_not_allowed']);
  const origin = 'https://tool.example.com';
  const { secret } = await newKey(docent, { scopes: ['chat'], allowed_origins: [origin] });
  expect(
    await refused(await post({ headers: { ...bearer(secret), origin: 'https://evil.example.com' } })),
  ).toEqual([403, 'origin_not_allowed']);
  const allowed = await post({ headers: { ...bearer(secret), origin } });
  expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  await allowed.text();
  const preflight = await fetch(`${docent.url}/mcp`, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  expect(preflight.status).toBe(204);
  const headers = preflight.headers.get('access-control-allow-headers')!.split(', ');
  expect(headers).toEqual(expect.arrayContaining(['Mcp-Protocol-Version', 'Mcp-Method', 'Mcp-Name']));
});
