// Every route outside the contract's operations and the panel's router is in this list. Those that act in an app are
// tried with ids of another app.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpApp } from '../server/create-http-app.ts';
import { LOGIN_COOKIE } from '../shared/contract/admins.panel.ts';
import { createCaller } from '../server/transport/trpc/router.ts';
import { newId } from '../shared/platform/ids.ts';
import { ResponseRequest } from '../server/transport/openai/response-request.ts';
import { CompletionRequest } from '../server/transport/openai/completion-request.ts';
import { expectNothingOf, idFields, plain } from './foreign.ts';
import { startDocent, type Docent } from './harness.ts';
import { bearer } from './keys.ts';
import { operations } from './samples.ts';
import { CANARY, newTenant, rowsOf, unknownIds, type Owned, type Tenant } from './tenant.ts';

let docent: Docent;
let ours: Tenant;
let theirs: Tenant;
let before: Record<string, unknown[]>;
let app: Awaited<ReturnType<typeof createHttpApp>>;
let url: string;
let cookie: string;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  docent = await startDocent();
  ours = await newTenant(docent, 'granite');
  theirs = await newTenant(docent, CANARY);
  before = await rowsOf(docent, theirs.appId);
  // The panel's pages get all they show from its router: here they are never built.
  const pages = { ready: new Promise<never>(() => {}), underWay: true };
  const config = { ...docent.ctx.config, roles: new Set(['api', 'admin'] as const) };
  app = await createHttpApp({ ...docent.ctx, config }, { panel: pages });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { token } = await createCaller({
    service: docent.ctx,
    admin: null,
    requestId: newId('req'),
    signal: new AbortController().signal,
  }).session.signIn({ email: docent.adminEmail, password: docent.adminPassword });
  cookie = `${LOGIN_COOKIE}=${token}`;
});
afterAll(async () => {
  for (const end of ends) await end();
  await docent.close();
});

/** Routes of the panel that act in an app, each with the ids it takes. */
const asked = { message: 'When does the vault open?' };
type Try = { method: string; path: string; json?: object; form?: string };
const inPanel: Record<string, (ids: Owned) => Try[]> = {
  'post /:appId': () => [],
  'post /:appId/:documentId': ({ document_id }) => [
    { method: 'POST', path: `files/:app/${document_id}`, form: 'A version from elsewhere.' },
  ],
  'get /:appId': () => [],
  'get /:appId/:documentId': ({ document_id }) => [{ method: 'GET', path: `files/:app/${document_id}` }],
  'get /:appId/conversations/file': () => [],
  'get /:appId/exports/:exportId': ({ export_id }) => [
    { method: 'GET', path: `files/:app/exports/${export_id}` },
  ],
  'get /:appId/api/v1/widget': () => [],
  'get /:appId/api/v1/chat/:message_id/stream': ({ message_id }) => [
    { method: 'GET', path: `preview/:app/api/v1/chat/${message_id}/stream` },
  ],
  'post /:appId/api/v1/chat/:message_id/stop': ({ message_id }) => [
    { method: 'POST', path: `preview/:app/api/v1/chat/${message_id}/stop`, json: {} },
  ],
  'post /:appId/api/v1/messages/:message_id/feedback': ({ message_id }) => [
    { method: 'POST', path: `preview/:app/api/v1/messages/${message_id}/feedback`, json: { rating: 'down' } },
  ],
  'post /:appId/api/v1/handovers': ({ session_id }) => [
    {
      method: 'POST',
      path: 'preview/:app/api/v1/handovers',
      json: { session_id, contact: 'kim@example.com', message: 'Please call me.', consent: true },
    },
  ],
  'post /:appId/api/v1/chat': ({ session_id, document_id }) => [
    { method: 'POST', path: 'preview/:app/api/v1/chat', json: { ...asked, session_id } },
    {
      method: 'POST',
      path: 'preview/:app/api/v1/chat',
      json: { ...asked, filter: { document_ids: [document_id] } },
    },
  ],
};

type Layer = { route?: { path: string; methods: Record<string, boolean> }; handle?: { stack?: Layer[] } };
const routesIn = (stack: Layer[]): string[] =>
  stack.flatMap(({ route, handle }) => [
    ...(route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : []),
    ...routesIn(handle?.stack ?? []),
  ]);

test('every route is known here: a new one is listed, and tried if it acts in an app', () => {
  const contract = operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
  const refused = [...new Set(operations.map(({ path }) => `_all ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`))];
  const known = [
    ...contract,
    ...refused,
    // Of no app: health, metrics, the description, the widget's script and texts, the portal, the payment provider.
    ...[
      '/healthz',
      '/readyz',
      '/metrics',
      '/api/v1/openapi.json',
      '/openai/v1/openapi.json',
      '/widget.js',
      '/widget/locales/:language.json',
      '/',
      '/llms.txt',
      '/docs',
      '/docs/find',
      '/docs/:page',
    ].map((path) => `get ${path}`),
    'post /webhooks/stripe',
    // The installation's audit log, an admin's alone.
    'get /audit',
    // The installation's invoices, for its admins.
    'get /invoices/:invoiceId',
    'get /invoices/month/:workspaceId',
    // /openai/v1, tried below.
    'post /chat/completions',
    'post /responses',
    'get /models',
    'get /models/*model',
    '_all /chat/completions,/responses,/models,/models/*model',
    // /mcp, tried below.
    'post /',
    '_all /',
    'post /register',
    // /admin/files and /admin/preview, tried below.
    ...Object.keys(inPanel),
  ];
  expect(routesIn((app.router as unknown as { stack: Layer[] }).stack).sort()).toEqual(known.sort());
});

function formOf(text: string): FormData {
  const body = new FormData();
  body.append('file', new Blob([text]), 'elsewhere.txt');
  return body;
}

/** The responses to two requests that differ only in the ids they name. */
async function same(
  send: (ids: Owned) => Promise<Response>,
  about: string,
): Promise<{ status: number; text: string }> {
  const unknown = unknownIds(theirs.ids);
  const foreign = await send(theirs.ids);
  const text = await foreign.text();
  const nothing = await send(unknown);
  expect([foreign.status, plain(text, theirs.ids)], about).toEqual([
    nothing.status,
    plain(await nothing.text(), unknown),
  ]);
  expectNothingOf(theirs, plain(text, theirs.ids), about);
  return { status: foreign.status, text };
}

/** Where ids go in; a filter within a filter takes the same ones. */
const pathsOf = (schema: Parameters<typeof idFields>[0]) =>
  idFields(schema)
    .map(({ path }) => path)
    .filter((path) => !/^filter\.(and|or|not)\b/.test(path));

describe('another app’s ids', () => {
  test.each(Object.entries(inPanel))('are unknown to the panel at %s', async (route, tries) => {
    const send = (appId: string, { method, path, json, form }: Try) =>
      fetch(`${url}/admin/${path.replace(':app', appId)}`, {
        method,
        headers: { cookie, origin: url, ...(json && { 'content-type': 'application/json' }) },
        ...(json && { body: JSON.stringify(json) }),
        ...(form && { body: formOf(form) }),
      });
    for (const [place, { path }] of tries(theirs.ids).entries()) {
      const { status, text } = await same((ids) => send(ours.appId, tries(ids)[place]!), `${route} ${path}`);
      // Chat answers as a stream: a refusal of its question comes before it begins.
      expect(status === 404 || text.includes('"finish_reason":"no_context"'), text).toBe(true);
    }
  });

  test('are unknown to the OpenAI-compatible face', async () => {
    expect(pathsOf(CompletionRequest)).toEqual(['session_id', 'filter.document_ids']);
    const send = (json: object) =>
      fetch(`${url}/openai/v1/chat/completions`, {
        method: 'POST',
        headers: { ...bearer(ours.secret), 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: asked.message }], ...json }),
      });
    for (const stream of [false, true]) {
      const inSession = await same(({ session_id }) => send({ session_id, stream }), 'session_id');
      expect(inSession.status).toBe(404);
      const narrowed = await same(
        ({ document_id }) => send({ filter: { document_ids: [document_id] }, stream }),
        'filter',
      );
      expect(narrowed.status).toBe(200);
    }
  });

  test('are unknown to the Responses API', async () => {
    expect(pathsOf(ResponseRequest)).toEqual([
      'input[].id',
      'previous_response_id',
      'session_id',
      'filter.document_ids',
    ]);
    const send = (json: object) =>
      fetch(`${url}/openai/v1/responses`, {
        method: 'POST',
        headers: { ...bearer(ours.secret), 'content-type': 'application/json' },
        body: JSON.stringify({ input: asked.message, ...json }),
      });
    const said = { role: 'user', content: asked.message };
    for (const stream of [false, true])
      for (const [name, naming, status] of [
        ['session_id', ({ session_id }) => ({ session_id }), 404],
        ['previous_response_id', ({ message_id }) => ({ previous_response_id: message_id }), 404],
        [
          'item_reference',
          ({ message_id }) => ({ input: [{ type: 'item_reference', id: message_id }, said] }),
          404,
        ],
        ['filter', ({ document_id }) => ({ filter: { document_ids: [document_id] } }), 200],
      ] as [string, (ids: Owned) => object, number][])
        expect((await same((ids) => send({ ...naming(ids), stream }), name)).status, name).toBe(status);
  });

  test('are unknown to the tools of the Model Context Protocol', async () => {
    const client = new Client({ name: 'test', version: '1' });
    ends.unshift(() => client.close());
    const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: bearer(ours.secret) },
    });
    await client.connect(transport);
    const { tools } = await client.listTools();
    const taken = tools.flatMap(({ name, inputSchema }) =>
      Object.keys(inputSchema.properties ?? {}).flatMap((field) =>
        /(?<!external)_ids?$/.test(field) ? [[name, field]] : [],
      ),
    );
    expect(taken).toEqual([
      ['ask', 'session_id'],
      ['list_documents', 'source_id'],
      ['get_document', 'document_id'],
    ]);
    for (const [name, field, code] of [
      ['ask', 'session_id', 'session_not_found'],
      ['get_document', 'document_id', 'document_not_found'],
    ] as const) {
      const act = async (id: string) =>
        JSON.stringify(
          await client.callTool({
            name,
            arguments: { [field]: id, ...(name === 'ask' && { question: asked.message }) },
          }),
        );
      const responseText = await act(theirs.ids[field]!);
      expect(responseText).toContain(code);
      expect(plain(responseText, theirs.ids)).toBe(plain(await act(unknownIds(theirs.ids)[field]!), {}));
    }
    for (const name of ['list_documents', 'get_usage', 'unanswered'])
      expectNothingOf(theirs, JSON.stringify(await client.callTool({ name, arguments: {} })), name);
    const { source_id } = theirs.ids;
    const listed = await client.callTool({ name: 'list_documents', arguments: { source_id } });
    expect(listed.structuredContent).toMatchObject({ documents: [] });
    const found = await client.callTool({
      name: 'search_documents',
      arguments: { query: `${CANARY} ${asked.message}` },
    });
    expect(JSON.stringify(found)).toContain('granite');
    expectNothingOf(theirs, JSON.stringify(found), 'search_documents');
  });
});

test('nothing of theirs has changed by all this', async () => {
  expect(await rowsOf(docent, theirs.appId)).toEqual(before);
});

test('an Idempotency-Key of another app gives nothing of what it was answered', async () => {
  const headers = { 'idempotency-key': 'the-same' };
  const send = (tenant: Tenant) =>
    docent.api('/search', {
      json: { query: asked.message },
      headers: { ...headers, ...bearer(tenant.secret) },
    });
  const [first, second] = [await send(theirs), await send(ours)];
  expect(await first.text()).toContain(CANARY);
  expect(second.headers.get('idempotency-replayed')).toBeNull();
  const responseText = await second.text();
  expect(responseText).toContain('granite');
  expectNothingOf(theirs, responseText, 'Idempotency-Key');
});
