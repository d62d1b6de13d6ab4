import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Scope } from '../../../shared/contract/index.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, demoAppId, newKey, type TestKey } from '../../../test/keys.ts';
import { operations, sampleOf, sendSample } from '../../../test/samples.ts';
import { createCaller } from '../../transport/trpc/router.ts';
import { keyFinder } from './key-finder.ts';
import { newSecret } from './secret.ts';

let docent: Docent;
let appId: string;
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api']) });
  appId = await demoAppId(docent);
});
afterAll(() => docent.close());

const panel = () =>
  createCaller({
    service: docent.ctx,
    admin: { adminId: newId('adm'), email: 'owner@example.com', role: 'owner' },
    requestId: newId('req'),
    signal: new AbortController().signal,
  });
/** A request that carries nothing but what is given. */
const plain = (path: string, headers: Record<string, string> = {}, json?: unknown) =>
  fetch(`${docent.url}/api/v1${path}`, {
    ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
  });
async function codeOf(answer: Response | Promise<Response>): Promise<[status: number, code?: string]> {
  const response = await answer;
  const body = await response.json();
  return body.success ? [response.status] : [response.status, body.error.code];
}
const guarded = operations.filter(({ scope }) => scope !== null);
const QUESTION = { message: 'Who is called first?' };

describe('a key', () => {
  test('is taken from Authorization, X-API-Key, the body or the query', async () => {
    const { secret } = await newKey(docent);
    expect(await codeOf(plain('/documents', { authorization: `Bearer ${secret}` }))).toEqual([200]);
    expect(await codeOf(plain('/documents', { authorization: `bearer   ${secret}` }))).toEqual([200]);
    expect(await codeOf(plain('/documents', { 'x-api-key': secret }))).toEqual([200]);
    expect(await codeOf(plain('/chat', {}, { ...QUESTION, api_key: secret }))).toEqual([200]);
    expect(await codeOf(plain(`/documents?per_page=2&api_key=${secret}`))).toEqual([200]);
    expect(await codeOf(plain(`/chat?api_key=${secret}`, {}, QUESTION))).toEqual([200]);
  });

  test('in Authorization goes before one in X-API-Key, and that before body and query', async () => {
    const { secret } = await newKey(docent);
    const other = newSecret('secret');
    expect(await codeOf(plain('/documents', { ...bearer(secret), 'x-api-key': other }))).toEqual([200]);
    expect(await codeOf(plain('/documents', { ...bearer(other), 'x-api-key': secret }))).toEqual([
      401,
      'invalid_api_key',
    ]);
    expect(await codeOf(plain(`/documents?api_key=${other}`, { 'x-api-key': secret }))).toEqual([200]);
    expect(await codeOf(plain(`/documents?api_key=${secret}`, { 'x-api-key': other }))).toEqual([
      401,
      'invalid_api_key',
    ]);
    expect(await codeOf(plain('/chat', { 'x-api-key': secret }, { ...QUESTION, api_key: other }))).toEqual([
      200,
    ]);
    const both = plain(`/chat?api_key=${other}`, {}, { ...QUESTION, api_key: secret });
    expect(await codeOf(both)).toEqual([200]);
    expect(await codeOf(plain('/chat', bearer(other), { ...QUESTION, api_key: secret }))).toEqual([
      401,
      'invalid_api_key',
    ]);
  });

  test('that is missing, malformed, unknown, expired or revoked has a code of its own', async () => {
    expect(await codeOf(plain('/documents'))).toEqual([401, 'missing_api_key']);
    expect(await codeOf(plain('/chat', {}, QUESTION))).toEqual([401, 'missing_api_key']);
    const { secret } = await newKey(docent);
    const malformed = [
      { authorization: 'Bearer' },
      { authorization: secret },
      { authorization: `Basic ${secret}` },
      { authorization: `Bearer ${secret} ${secret}` },
      { authorization: `Bearer ${secret.slice(0, 20)}` },
      { authorization: `Bearer ${secret}${'x'.repeat(200)}` },
      { authorization: `Bearer xx${secret.slice(2)}` },
      { 'x-api-key': 'something' },
    ];
    for (const headers of malformed)
      expect([headers, await codeOf(plain('/documents', headers as never))]).toEqual([
        headers,
        [401, 'malformed_api_key'],
      ]);
    expect(await codeOf(plain('/chat', {}, { ...QUESTION, api_key: 7 }))).toEqual([401, 'malformed_api_key']);
    expect(await codeOf(plain(`/documents?api_key=${secret}&api_key=${secret}`))).toEqual([
      401,
      'malformed_api_key',
    ]);
    expect(await codeOf(plain('/documents', bearer(newSecret('secret'))))).toEqual([401, 'invalid_api_key']);
    expect(await codeOf(plain('/documents', bearer(secret.toLowerCase())))).toEqual([401, 'invalid_api_key']);
    const expired = await newKey(docent, { expires_at: new Date(Date.now() - 1000) });
    expect(await codeOf(plain('/documents', bearer(expired.secret)))).toEqual([401, 'api_key_expired']);
    const revoked = await newKey(docent);
    await panel().keys.revoke({ app_id: appId, key_id: revoked.keyId });
    expect(await codeOf(plain('/documents', bearer(revoked.secret)))).toEqual([401, 'api_key_revoked']);
  });

  test('that was in use is refused a second after it was revoked, and as soon as it expires', async () => {
    const { keyId, secret } = await newKey(docent);
    expect(await codeOf(plain('/documents', bearer(secret)))).toEqual([200]);
    const revoking = panel().keys.revoke({ app_id: appId, key_id: keyId });
    // In use all the time, so that what is remembered of it never grows old by itself.
    for (let n = 0; n < 20; n++) await plain('/documents', bearer(secret));
    const { key } = await revoking;
    expect(key.revoked_at).not.toBeNull();
    await sleep(1_000);
    expect(await codeOf(plain('/documents', bearer(secret)))).toEqual([401, 'api_key_revoked']);
    const again = await panel().keys.revoke({ app_id: appId, key_id: keyId });
    expect(again.key.revoked_at).toBe(key.revoked_at);

    const expires = new Date(Date.now() + 400);
    const short = await newKey(docent, { expires_at: expires });
    await plain('/documents', bearer(short.secret));
    await sleep(expires.getTime() - Date.now() + 1);
    expect(await codeOf(plain('/documents', bearer(short.secret)))).toEqual([401, 'api_key_expired']);
  });

  test('is looked for among all apps once, and then in its own', async () => {
    const { secret } = await newKey(docent);
    const lookups: boolean[] = [];
    const watched = docent.ctx.db.withPlugin({
      transformQuery({ node }) {
        // The note of its use is no raw statement.
        if (node.kind === 'RawNode') lookups.push(JSON.stringify(node).includes(appId));
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const find = keyFinder({ ...docent.ctx, db: watched });
    const { app } = await find(secret);
    await sleep(1_000);
    expect((await find(secret)).app).toEqual(app);
    expect(lookups).toEqual([false, true]);
  });

  test('ends by the clock of the database, whatever time the process has', async () => {
    const expires = new Date(Date.now() + 60_000);
    const { secret } = await newKey(docent, { expires_at: expires });
    const { keyId, secret: old } = await newKey(docent);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 });
    try {
      const rotated = await panel().keys.rotate({ app_id: appId, key_id: keyId, overlap_hours: 1 });
      for (const works of [secret, old, rotated.secret])
        expect(await codeOf(plain('/documents', bearer(works)))).toEqual([200]);
      expect(new Date(rotated.old_works_until).getTime()).toBeLessThan(Date.now() - 80_000_000);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is stored as a keyed hash only, shown once, and remembers its last use', async () => {
    const { key, secret } = await panel().keys.create({
      app_id: appId,
      name: 'Shown once',
      kind: 'secret',
      scopes: ['documents:read'],
    });
    expect(secret).toMatch(/^sk_[A-Za-z0-9]{40}$/);
    expect(key).toMatchObject({
      name: 'Shown once',
      prefix: secret.slice(0, 8),
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    });
    expect(JSON.stringify(key)).not.toContain(secret.slice(8));
    await plain('/documents', bearer(secret));
    const row = await docent.ctx.db
      .selectFrom('keys')
      .selectAll()
      .where('key_id', '=', key.key_id)
      .executeTakeFirstOrThrow();
    const stored = Object.values(row).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value),
    );
    expect(stored.join('\n')).not.toContain(secret.slice(8));
    const { keys } = await panel().keys.list({ app_id: appId });
    expect(JSON.stringify(keys)).not.toContain(secret.slice(8));
    await expect
      .poll(
        async () =>
          (await panel().keys.list({ app_id: appId })).keys.find(({ key_id }) => key_id === key.key_id)!
            .last_used_at,
        { timeout: 10_000 },
      )
      .not.toBeNull();
  });
});

test.each(guarded.map((operation) => [operation.id, operation] as const))(
  '%s needs its scope, which the refusal names, and no other',
  async (_id, operation) => {
    const scope = operation.scope!;
    const without = await newKey(docent, { scopes: Scope.options.filter((one) => one !== scope) });
    const response = await sendSample(docent, operation, sampleOf(operation), bearer(without.secret));
    const { error } = await response.json();
    expect([response.status, error.code, error.details]).toEqual([403, 'missing_scope', { scope }]);
    expect(error.message).toContain(scope);
    const only = await newKey(docent, { scopes: [scope] });
    expect([401, 403]).not.toContain(
      (await sendSample(docent, operation, sampleOf(operation), bearer(only.secret))).status,
    );
  },
);

// Each route with each way of carrying a key: its own scope is enough, all others together are not.
test.each(guarded.map((operation) => [operation.id, operation] as const))(
  '%s holds scopes against the key however it is carried',
  async (_id, operation) => {
    const scope = operation.scope!;
    const only = await newKey(docent, { scopes: [scope] });
    const without = await newKey(docent, { scopes: Scope.options.filter((one) => one !== scope) });
    const { path, json } = sampleOf(operation);
    const inBody = operation.method === 'post' || operation.method === 'put';
    const send = (secret: string, way: string) =>
      fetch(
        `${docent.url}/api/v1${path}${way === 'query' ? `${path.includes('?') ? '&' : '?'}api_key=${secret}` : ''}`,
        {
          method: operation.method.toUpperCase(),
          headers: {
            ...(inBody && { 'content-type': 'application/json' }),
            ...(way === 'authorization' && bearer(secret)),
            ...(way === 'x-api-key' && { 'x-api-key': secret }),
          },
          ...(inBody && { body: JSON.stringify({ ...json, ...(way === 'body' && { api_key: secret }) }) }),
        },
      );
    const ways = ['authorization', 'x-api-key', inBody ? 'body' : 'query'];
    for (const way of ways) {
      const allowed = await send(only.secret, way);
      await allowed.body?.cancel();
      expect([way, [401, 403].includes(allowed.status)]).toEqual([way, false]);
      expect([way, await codeOf(send(without.secret, way))]).toEqual([way, [403, 'missing_scope']]);
    }
  },
);

describe('a rotation', () => {
  const rotate = (key_id: string, overlap_hours: number) =>
    panel().keys.rotate({ app_id: appId, key_id, overlap_hours });

  test('gives a new secret at once; the old one works for the overlap and is called rotated afterwards', async () => {
    const { keyId, secret } = await newKey(docent);
    expect(await codeOf(plain('/documents', bearer(secret)))).toEqual([200]);
    const first = await rotate(keyId, 1);
    expect(first.secret).not.toBe(secret);
    expect(first.key).toMatchObject({ key_id: keyId, prefix: first.secret.slice(0, 8) });
    expect(new Date(first.old_works_until).getTime()).toBeGreaterThan(Date.now() + 3_500_000);
    for (const works of [secret, first.secret])
      expect(await codeOf(plain('/documents', bearer(works)))).toEqual([200]);
    await docent.ctx.db
      .updateTable('rotated_secrets')
      .set({ works_until: new Date() })
      .where('key_id', '=', keyId)
      .execute();
    await sleep(1_000);
    expect(await codeOf(plain('/documents', bearer(secret)))).toEqual([401, 'api_key_rotated']);
    expect(await codeOf(plain('/documents', bearer(first.secret)))).toEqual([200]);
  });

  test('without an overlap ends all older secrets; a revocation ends every one', async () => {
    const { keyId, secret } = await newKey(docent);
    const second = await rotate(keyId, 24);
    const third = await rotate(keyId, 0);
    for (const old of [secret, second.secret])
      expect(await codeOf(plain('/documents', bearer(old)))).toEqual([401, 'api_key_rotated']);
    expect(await codeOf(plain('/documents', bearer(third.secret)))).toEqual([200]);
    const fourth = await rotate(keyId, 24);
    await panel().keys.revoke({ app_id: appId, key_id: keyId });
    await sleep(1_000);
    for (const dead of [third.secret, fourth.secret])
      expect(await codeOf(plain('/documents', bearer(dead)))).toEqual([401, 'api_key_revoked']);
    await expect(rotate(keyId, 1)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('a publishable key', () => {
  test('is readable whenever its snippet is needed, also after a rotation', async () => {
    const { key, secret } = await panel().keys.create({
      app_id: appId,
      name: 'Readable',
      kind: 'publishable',
      scopes: ['chat'],
      allowed_origins: ['https://readable.example'],
    });
    const listed = async () =>
      (await panel().keys.list({ app_id: appId })).keys.find(({ key_id }) => key_id === key.key_id)!
        .publishable_key;
    expect(await listed()).toBe(secret);
    const rotated = await panel().keys.rotate({ app_id: appId, key_id: key.key_id, overlap_hours: 0 });
    expect(rotated.secret).not.toBe(secret);
    expect(await listed()).toBe(rotated.secret);
  });

  const create = (more: object) =>
    panel().keys.create({
      app_id: appId,
      name: 'Page',
      kind: 'publishable',
      scopes: ['chat'],
      allowed_origins: ['https://a.example'],
      ...more,
    });

  test('may chat only, and needs an origin', async () => {
    await expect(create({ scopes: ['chat', 'documents:read'] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('can only have the scope chat'),
    });
    await expect(create({ allowed_origins: [] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('at least one allowed origin'),
    });
    for (const origin of [
      'a.example',
      'https://a.example/',
      'https://a.example/path',
      'https://*',
      '*',
      'null',
      'ftp://a.example',
      'https://a.*.example',
      'https://*a.example',
      'https://u:p@a.example',
    ])
      await expect(create({ allowed_origins: [origin] }), origin).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
    const { key, secret } = await create({
      allowed_origins: ['HTTPS://A.Example:443', 'http://b.example:80', 'https://*.c.example'],
    });
    expect(secret).toMatch(/^pk_/);
    expect(key.allowed_origins).toEqual(['https://a.example', 'http://b.example', 'https://*.c.example']);
    expect(
      await codeOf(plain('/chat', { ...bearer(secret), origin: 'https://a.example' }, QUESTION)),
    ).toEqual([200]);
    expect(await codeOf(plain('/chat', bearer(secret), QUESTION))).toEqual([403, 'origin_required']);
    expect(
      await codeOf(plain('/chat', { ...bearer(secret), origin: 'https://other.example' }, QUESTION)),
    ).toEqual([403, 'origin_not_allowed']);
    expect(await codeOf(plain('/documents', { ...bearer(secret), origin: 'https://a.example' }))).toEqual([
      403,
      'missing_scope',
    ]);
  });

  test('goes on with a session by its secret alone, reads it and rates it', async () => {
    const page = await create({});
    const headers = { ...bearer(page.secret), origin: 'https://a.example' };
    const begin = async () => await (await plain('/chat', headers, QUESTION)).json();
    const { session_id, session_secret, message_id } = await begin();
    expect(session_secret).toMatch(/^ss_/);
    const secret = { 'x-session-secret': session_secret };
    const tries: [path: string, json?: object][] = [
      ['/chat', { ...QUESTION, session_id }],
      [`/sessions/${session_id}`],
      [`/messages/${message_id}/feedback`, { rating: 'up' }],
      [`/chat/${message_id}/stop`, {}],
    ];
    for (const [path, json] of tries)
      expect([path, await codeOf(plain(path, { ...headers, ...secret }, json))]).toEqual([path, [200]]);
    // Nobody's, another session's, and one of another app.
    const another = (await begin()).session_secret;
    for (const wrong of ['', 'ss_', another, `${session_secret}x`])
      for (const [path, json] of tries) {
        const [status] = await codeOf(plain(path, { ...headers, 'x-session-secret': wrong }, json));
        expect([path, wrong, status]).toEqual([path, wrong, 404]);
      }
    expect(await codeOf(plain('/chat', headers, { ...QUESTION, session_id }))).toEqual([
      404,
      'session_not_found',
    ]);
    expect(await codeOf(plain(`/sessions/${session_id}`, headers))).toEqual([403, 'missing_scope']);
    expect(await codeOf(plain('/sessions', { ...headers, ...secret }))).toEqual([403, 'missing_scope']);
    // A server's key needs none and is given none.
    const server = await newKey(docent);
    const own = await (await plain('/chat', bearer(server.secret), QUESTION)).json();
    expect(own.session_secret).toBeUndefined();
    expect(await codeOf(plain(`/sessions/${session_id}`, bearer(server.secret)))).toEqual([200]);
  });
});

describe('origins', () => {
  const LIST = [
    'https://app.example.com',
    'https://*.shop.example',
    'http://localhost:5173',
    'https://sub.example.org:8443',
    'http://[::1]:3000',
  ];
  const FOREIGN = 'https://foreign.example';
  let key: TestKey;
  beforeAll(async () => {
    key = await newKey(docent, { allowed_origins: LIST });
  });
  const allowOrigin = (response: Response) => response.headers.get('access-control-allow-origin');

  test.each([
    'https://app.example.com',
    'HTTPS://App.Example.COM',
    'https://a.shop.example',
    'http://localhost:5173',
    'https://sub.example.org:8443',
    'http://[::1]:3000',
  ])('%s is allowed', async (origin) => {
    const response = await plain('/documents', { ...bearer(key.secret), origin });
    expect([response.status, allowOrigin(response), response.headers.get('vary')]).toEqual([
      200,
      origin,
      'Origin',
    ]);
  });

  test.each([
    ['another scheme', 'http://app.example.com'],
    ['another port', 'https://app.example.com:444'],
    ['no port', 'https://sub.example.org'],
    ['no port at localhost', 'http://localhost'],
    ['a longer host', 'https://app.example.com.evil.net'],
    ['a longer label', 'https://evil-app.example.com'],
    ['a label where none is listed', 'https://x.app.example.com'],
    ["the wildcard's bare domain", 'https://shop.example'],
    ["two labels for the wildcard's one", 'https://a.b.shop.example'],
    ['an empty label', 'https://.shop.example'],
    ['a domain that only ends alike', 'https://evilshop.example'],
    ["the wildcard's pattern itself", 'https://*.shop.example'],
    ['a wildcard with a port', 'https://a.shop.example:8443'],
    ['null, as files and sandboxed frames send it', 'null'],
    ['an empty one', ''],
    ['more than an origin', 'https://app.example.com/path'],
    ['two at once', 'https://app.example.com, https://foreign.example'],
  ])('%s is refused', async (_what, origin) => {
    const response = await plain('/documents', { ...bearer(key.secret), origin });
    expect(allowOrigin(response)).toBeNull();
    expect(await codeOf(response)).toEqual([403, 'origin_not_allowed']);
  });

  test.each(guarded.map((operation) => [operation.id, operation] as const))(
    'are held against the list at %s',
    async (_id, operation) => {
      const send = (secret: string, origin: string) =>
        sendSample(docent, operation, sampleOf(operation), { ...bearer(secret), origin });
      const allowed = await send(key.secret, LIST[0]!);
      expect([allowOrigin(allowed), allowed.headers.get('vary')]).toEqual([LIST[0], 'Origin']);
      expect(allowed.status).not.toBe(403);
      const foreign = await send(key.secret, FOREIGN);
      expect(allowOrigin(foreign)).toBeNull();
      expect(await codeOf(foreign)).toEqual([403, 'origin_not_allowed']);
      const { secret } = await newKey(docent);
      expect(await codeOf(send(secret, LIST[0]!))).toEqual([403, 'origin_not_allowed']);
      expect(await codeOf(send(secret, 'null'))).toEqual([403, 'origin_not_allowed']);
    },
  );

  test('decide the response to a preflight, on every route', async () => {
    const ask = (path: string, origin: string, method: string) =>
      fetch(`${docent.url}/api/v1${path}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    for (const operation of operations) {
      const { path } = sampleOf(operation);
      const method = operation.method.toUpperCase();
      const allowed = await ask(path, 'https://b.shop.example', method);
      expect([operation.id, allowed.status, allowOrigin(allowed)]).toEqual([
        operation.id,
        204,
        'https://b.shop.example',
      ]);
      expect(allowed.headers.get('access-control-allow-methods')!.split(', ')).toContain(method);
      for (const header of ['Authorization', 'X-API-Key', 'Content-Type'])
        expect(allowed.headers.get('access-control-allow-headers')!.split(', ')).toContain(header);
      const refused = await ask(path, FOREIGN, method);
      expect([operation.id, refused.status, allowOrigin(refused)]).toEqual([operation.id, 403, null]);
    }
    const other = await newKey(docent, { allowed_origins: [FOREIGN] });
    expect((await ask(`/documents?api_key=${key.secret}`, FOREIGN, 'GET')).status).toBe(403);
    expect((await ask(`/documents?api_key=${other.secret}`, FOREIGN, 'GET')).status).toBe(204);
    await panel().keys.revoke({ app_id: appId, key_id: other.keyId });
    expect((await ask('/documents', FOREIGN, 'GET')).status).toBe(403);
  });

  test('that are allowed may read why they were refused; foreign ones never may', async () => {
    const failing: [number, Promise<Response>, Promise<Response>][] = (
      [
        [401, '/documents', { 'x-api-key': 'nonsense' }],
        [401, '/documents', bearer(newSecret('secret'))],
        [400, '/documents?per_page=0', bearer(key.secret)],
        [404, '/documents/doc_x', bearer(key.secret)],
        [404, '/nowhere', {}],
      ] as [number, string, Record<string, string>][]
    ).map(([status, path, headers]) => [
      status,
      plain(path, { ...headers, origin: LIST[0]! }),
      plain(path, { ...headers, origin: FOREIGN }),
    ]);
    for (const [status, allowed, foreign] of failing) {
      expect([(await allowed).status, allowOrigin(await allowed)]).toEqual([status, LIST[0]]);
      expect((await allowed).headers.get('access-control-expose-headers')).toContain('X-Request-Id');
      expect(allowOrigin(await foreign)).toBeNull();
    }
    expect(allowOrigin(await plain('/status', { origin: FOREIGN }))).toBeNull();
  });
});

test('a key in the query never reaches the log, also when the request fails', async () => {
  const { ctx } = docent;
  const { log } = ctx;
  const { read } = ctx.blobs;
  const lines: string[] = [];
  const sink = new Writable({ write: (line, _encoding, done) => done(void lines.push(String(line))) });
  const { secret } = await newKey(docent);
  const { documents } = await (await docent.api('/documents')).json();
  ctx.log = pino({ level: 'trace' }, sink);
  ctx.blobs.read = async () => {
    throw new Error('the disk is on fire');
  };
  try {
    expect(await codeOf(plain(`/documents/${documents[0].document_id}/content?api_key=${secret}`))).toEqual([
      500,
      'internal_error',
    ]);
    expect((await plain(`/documents?api_key=${secret}`)).status).toBe(200);
    expect((await plain(`/nowhere?api_key=${secret}`)).status).toBe(404);
    expect((await plain(`/documents/%E0%A4%A?api_key=${secret}`)).status).toBe(400);
  } finally {
    ctx.log = log;
    ctx.blobs.read = read;
  }
  expect(lines.join('')).toContain('the disk is on fire');
  expect(lines.join('')).not.toContain(secret.slice(3));
});
