import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { until } from '../../../test/until.ts';
import { startServer } from '../../start-server.ts';

let docent: Docent;
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api', 'worker', 'admin']) });
});
afterAll(() => docent.close());

const directives = (response: Response) =>
  new Map(
    response.headers
      .get('content-security-policy')!
      .split(';')
      .map((one) => [one.split(' ')[0]!, one.split(' ').slice(1)] as const),
  );

describe('a page', () => {
  test.each(['/', '/docs/chat', '/docs/security', '/admin/login'])(
    '%s runs no inline script, cannot be framed, and sends no referrer',
    async (path) => {
      const response = await fetch(docent.url + path);
      const policy = directives(response);
      expect(policy.get('default-src')).toEqual(["'none'"]);
      for (const name of ['script-src', 'style-src', 'default-src'])
        expect(policy.get(name) ?? []).not.toContain("'unsafe-inline'");
      expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
      expect(policy.get('base-uri')).toEqual(["'none'"]);
      expect(response.headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
      expect(response.headers.get('permissions-policy')).toContain('camera=()');
      expect(response.headers.get('strict-transport-security')).toBeNull();
    },
  );

  test('of the panel has a nonce of its own each time, and every inline script has it', async () => {
    const pages = await Promise.all(
      [1, 2].map(async () => {
        const response = await fetch(`${docent.url}/admin/login`);
        const [, nonce] = /nonce-([^']+)/.exec(response.headers.get('content-security-policy')!)!;
        return { nonce, html: await response.text() };
      }),
    );
    expect(pages[0]!.nonce).not.toBe(pages[1]!.nonce);
    for (const { nonce, html } of pages) {
      const inline = [...html.matchAll(/<(script|style)\b([^>]*)>/g)].filter(
        ([, , rest]) => !rest!.includes('src='),
      );
      expect(inline.length).toBeGreaterThan(2);
      for (const [tag] of inline) expect(tag).toContain(`nonce="${nonce}"`);
    }
  });
});

test('once the server is reached by https, every answer says so for a year', async () => {
  const config = { ...docent.ctx.config, publicUrl: 'https://docs.example.com' };
  const server = await startServer({ ...docent.ctx, config, stopping: new AbortController() });
  for (const path of [
    '/',
    '/admin/login',
    '/api/v1/status',
    '/api/v1/documents',
    '/nowhere',
    '/openai/v1/models',
  ]) {
    const response = await fetch(server.url + path);
    expect(response.headers.get('strict-transport-security'), path).toBe(
      'max-age=31536000; includeSubDomains',
    );
    expect(response.headers.get('x-content-type-options'), path).toBe('nosniff');
  }
  expect(directives(await fetch(`${server.url}/admin/login`)).has('upgrade-insecure-requests')).toBe(true);
  await server.close();
});

test('a forwarded address or scheme is believed only behind as many proxies as the operator named', async () => {
  const asked = async (trustProxy: number) => {
    const config = { ...docent.ctx.config, trustProxy };
    const server = await startServer({ ...docent.ctx, config, stopping: new AbortController() });
    const response = await fetch(`${server.url}/admin/api/session.signIn`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: server.url,
        'x-forwarded-for': '198.51.100.9, 203.0.113.7',
      },
      body: JSON.stringify({ email: docent.adminEmail, password: docent.adminPassword }),
    });
    expect(response.status).toBe(200);
    await server.close();
    const { ip } = await docent.ctx.db
      .selectFrom('admin_sessions')
      .select('ip')
      .orderBy('created_at', 'desc')
      .executeTakeFirstOrThrow();
    return ip;
  };
  expect(await asked(0)).toMatch(/127\.0\.0\.1$/);
  // The proxy's own word, not what the visitor wrote before it.
  expect(await asked(1)).toBe('203.0.113.7');
});

describe('connections that do not say what they want', () => {
  const open = async (url: string, first: string): Promise<Socket & { ended: Promise<string> }> => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(first);
    let heard = '';
    socket.on('data', (data) => (heard += data.toString()));
    socket.on('error', () => {});
    return Object.assign(socket, {
      ended: new Promise<string>((resolve) => socket.once('close', () => resolve(heard))),
    });
  };

  test('are closed, while others are answered', async () => {
    const patience = { headersTimeout: 1_000, requestTimeout: 1_500, connectionsCheckingInterval: 100 };
    const server = await startServer({ ...docent.ctx, stopping: new AbortController() }, undefined, patience);
    const head = `POST /api/v1/search HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${docent.apiKey}\r\n`;
    const slow = await Promise.all([
      ...Array.from({ length: 150 }, () => open(server.url, 'GET /api/v1/status HTTP/1.1\r\nHost: x\r\n')),
      ...Array.from({ length: 150 }, () =>
        open(server.url, `${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`),
      ),
    ]);
    const dribble = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('a')), 100);
    const answered = await fetch(`${server.url}/api/v1/documents`, {
      headers: { authorization: `Bearer ${docent.apiKey}` },
    });
    expect(answered.status).toBe(200);
    const statuses: string[] = [];
    for (const socket of slow) void socket.ended.then((heard) => statuses.push(heard.slice(0, 12)));
    await until('all of them to be closed', () => statuses.length === slow.length);
    clearInterval(dribble);
    // Some were cut before they could read why.
    expect([...new Set(statuses.filter(Boolean))]).toEqual(['HTTP/1.1 408']);
    expect((await fetch(`${server.url}/api/v1/status`)).status).toBe(200);
    await server.close();
  });

  test('or say far too much in their headers are refused', async () => {
    const response = await fetch(`${docent.url}/api/v1/status`, {
      headers: { 'x-much': 'a'.repeat(20_000) },
    });
    expect(response.status).toBe(431);
    expect((await fetch(`${docent.url}/api/v1/status`)).status).toBe(200);
  });
});

test('a body that the panel would read whole is bounded, before anybody is signed in', async () => {
  const long = 'a'.repeat(2_000_000);
  const untold = () => new Blob([long]).stream();
  for (const path of ['/admin/login', '/admin/api/session.signIn', '/admin/api/account.get'])
    for (const body of [long, untold()]) {
      const headers = { origin: docent.url, 'content-type': 'application/x-www-form-urlencoded' };
      const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
      expect((await fetch(docent.url + path, init)).status, path).toBe(413);
    }
});

test('invalid JSON gets the same error from the panel', async () => {
  const response = await fetch(`${docent.url}/admin/api/session.signIn`, {
    method: 'POST',
    headers: { origin: docent.url, 'content-type': 'application/json' },
    body: '{"email": "a',
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('not valid JSON');
});
