// Requests as proxies send them by default: without the Host that the browser named, without any, by HTTP/1.0. The
// shapes are those of nginx 1.22 and Apache 2.4 as Debian ships them.
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDocent, type Docent } from '../../../test/harness.ts';

const PUBLIC = 'https://docent.example';
let docent: Docent;
beforeAll(async () => {
  docent = await startDocent({ roles: new Set(['api', 'admin']) }, { PUBLIC_URL: PUBLIC });
});
afterAll(() => docent.close());

type Reply = { status: number; head: string; body: string };

/** Sends these very lines. */
function send(lines: string[], body = ''): Promise<Reply> {
  const { hostname, port } = new URL(docent.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (part) => (text += part));
    socket.on('error', reject).on('end', () => {
      const [head = '', ...rest] = text.split('\r\n\r\n');
      resolve({ status: Number(head.split(' ')[1]), head, body: rest.join('\r\n\r\n') });
    });
    socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
  });
}

const form = () =>
  new URLSearchParams({ email: docent.adminEmail, password: docent.adminPassword }).toString();
const signIn = (protocol: string, headers: string[]) =>
  send(
    [
      `POST /admin/login ${protocol}`,
      ...headers,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${form().length}`,
    ],
    form(),
  );

const SAME_ORIGIN = 'Sec-Fetch-Site: same-origin';
const ORIGIN = `Origin: ${PUBLIC}`;
const proxies: [name: string, protocol: string, headers: string[]][] = [
  ['Caddy', 'HTTP/1.1', ['Host: docent.example', 'X-Forwarded-Proto: https', ORIGIN]],
  ['nginx with proxy_pass alone', 'HTTP/1.0', ['Host: 127.0.0.1:3000', ORIGIN]],
  ['nginx with a named upstream', 'HTTP/1.0', ['Host: docent_upstream', ORIGIN]],
  ['nginx with proxy_set_header Host ""', 'HTTP/1.0', [ORIGIN]],
  [
    'Apache with ProxyPass alone',
    'HTTP/1.1',
    [
      'Host: 127.0.0.1:3000',
      'X-Forwarded-Host: docent.example',
      'X-Forwarded-Server: docent.example',
      ORIGIN,
    ],
  ],
  [
    'two proxies in a row',
    'HTTP/1.1',
    ['Host: inner:8080', 'X-Forwarded-Host: docent.example, inner', ORIGIN, SAME_ORIGIN],
  ],
  [
    'a proxy at an address that PUBLIC_URL lacks',
    'HTTP/1.0',
    ['Host: [::1]:3000', 'Origin: https://other.example', SAME_ORIGIN],
  ],
  ['a browser that hides its origin', 'HTTP/1.0', ['Host: 127.0.0.1:3000', 'Origin: null', SAME_ORIGIN]],
];

test.each(proxies)('behind %s, signing in works', async (_name, protocol, headers) => {
  const page = await send([
    `GET /admin/login ${protocol}`,
    ...headers.filter((line) => !line.startsWith('Origin')),
  ]);
  expect([page.status, page.body.includes('Sign in')]).toEqual([200, true]);
  const reply = await signIn(protocol, headers);
  expect(reply.status, reply.body).toBe(302);
  expect(reply.head).toMatch(/^set-cookie: .*HttpOnly; Secure/im);
});

test.each([
  'a b',
  'x:99999',
  'x:y',
  'http://docent.example',
  'docent.example/path',
  'user@docent.example',
  '[::1',
  'docent.example:443:443',
  'docent%00.example',
])('the Host %s is refused as such, before and after sign-in', async (host) => {
  for (const reply of [
    await send(['GET /admin/login HTTP/1.1', `Host: ${host}`]),
    await signIn('HTTP/1.1', [`Host: ${host}`, ORIGIN, SAME_ORIGIN]),
  ]) {
    expect(reply.status, reply.body).toBe(400);
    expect(reply.body).toContain('Host');
  }
  // Pages and API that do not depend on it are served.
  for (const path of ['/healthz', '/', '/api/v1/status'])
    expect((await send([`GET ${path} HTTP/1.1`, `Host: ${host}`])).status, path).toBe(200);
});

test('a form from an unknown address is refused with what to set', async () => {
  const reply = await signIn('HTTP/1.0', ['Host: 127.0.0.1:3000', 'Origin: http://docent.lan']);
  expect(reply.status).toBe(403);
  expect(JSON.parse(reply.body).error).toMatchObject({
    code: 'origin_not_allowed',
    message: expect.stringMatching(/from http:\/\/docent\.lan.*set PUBLIC_URL/),
  });
});
