import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { LookupAddress } from 'node:dns';
import { afterEach, expect, test } from 'vitest';
import { startHttpServer, type HttpServer } from '../../../test/http-server.ts';
import { startModelServer } from '../../../test/model-server.ts';
import { startProxyServer, type ProxyServer } from '../../../test/proxy-server.ts';
import { openTransport } from '../../models/openai/transport.ts';
import { openEgress, type Egress } from './open-egress.ts';
import { proxyFor } from './proxies.ts';

const opened: { close(): unknown }[] = [];
const keep = <T extends { close(): unknown }>(one: T): T => {
  opened.push(one);
  return one;
};
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close();
});

const never = new AbortController().signal;
const resolvesTo = (address: string) => (_name: string, _options: object, callback: Function) =>
  callback(null, [{ address, family: 4 }] satisfies LookupAddress[]);
const portOf = (server: HttpServer) => Number(new URL(server.url).port);
const egressTo = (proxy: ProxyServer, address: string, more: object = {}): Egress =>
  keep(
    openEgress({
      allowPrivate: false,
      proxies: { http: proxy.url },
      lookup: resolvesTo(address) as never,
      ...more,
    }),
  );

test('a page is fetched through the proxy, at the address that was checked', async () => {
  const pages = keep(await startHttpServer((req, res) => res.end(`host ${req.headers.host}`)));
  const proxy = keep(await startProxyServer(portOf(pages)));
  const login = { proxies: { http: proxy.url.replace('//', '//user:p%40ss@') } };
  const egress = egressTo(proxy, '93.184.216.34', login);
  const { statusCode, body } = await egress.request('http://pages.example.com/a', {
    method: 'GET',
    signal: never,
  });
  expect([statusCode, await body.text()]).toEqual([200, 'host pages.example.com']);
  expect(proxy.asked).toEqual([
    { target: '93.184.216.34:80', login: `Basic ${Buffer.from('user:p@ss').toString('base64')}` },
  ]);
});

test('no private address is reached through the proxy, by name or by number', async () => {
  const proxy = keep(await startProxyServer(9));
  const egress = egressTo(proxy, '10.0.0.5');
  for (const url of [
    'http://intranet.example.com/',
    'http://127.0.0.1/',
    'https://[::1]/',
    'http://169.254.169.254/',
  ])
    await expect(egress.request(url, { method: 'GET', signal: never }), url).rejects.toMatchObject({
      code: 'ADDRESS_REFUSED',
    });
  expect(proxy.asked).toEqual([]);
});

test('the name of an https page is in the handshake, not in what the proxy is asked for', async () => {
  let hello = '';
  const server: Server = createServer((socket) =>
    socket
      .on('error', () => {})
      .once('data', (bytes) => {
        hello = bytes.toString('latin1');
        socket.destroy();
      }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  keep({ close: () => new Promise((resolve) => server.close(resolve)) });
  const proxy = keep(await startProxyServer((server.address() as AddressInfo).port));
  const egress = egressTo(proxy, '93.184.216.34');
  await expect(
    egress.request('https://pages.example.com/', { method: 'GET', signal: never }),
  ).rejects.toThrow();
  expect(hello).toContain('pages.example.com');
  expect(proxy.asked).toMatchObject([{ target: '93.184.216.34:443' }]);
});

test('a proxy that refuses is an error; an excepted host needs none', async () => {
  const pages = keep(await startHttpServer((_req, res) => res.end('here')));
  const proxy = keep(await startProxyServer(undefined));
  await expect(
    egressTo(proxy, '93.184.216.34').request('http://pages.example.com/', { method: 'GET', signal: never }),
  ).rejects.toMatchObject({ code: 'PROXY_REFUSED' });
  const direct = keep(openEgress({ allowPrivate: true, proxies: { http: proxy.url, none: '127.0.0.1' } }));
  const { body } = await direct.request(pages.url, { method: 'GET', signal: never });
  expect(await body.text()).toBe('here');
});

test('model calls go through the proxy, by name', async () => {
  const model = keep(await startModelServer());
  const proxy = keep(await startProxyServer(Number(new URL(model.url).port)));
  const server = { baseUrl: 'http://models.example.com/v1' };
  const transport = keep(openTransport(server, { proxies: { http: proxy.url } }));
  const { body } = await transport.post('/chat/completions', { model: 'm', messages: [] }, never);
  expect(await body.text()).toContain('Hello');
  expect(proxy.asked[0]!.target).toBe('http://models.example.com/v1/chat/completions');
});

test.each([
  ['', 'a.example.com', true],
  ['*', 'a.example.com', false],
  ['example.com', 'a.example.com', false],
  ['.example.com', 'a.example.com', false],
  ['*.example.com', 'a.example.com', false],
  ['ample.com', 'a.example.com', true],
  ['localhost, 10.0.0.1 b.test', 'b.test', false],
  ['a.example.com:8080', 'a.example.com', true],
  ['a.example.com:80', 'A.example.com', false],
])('NO_PROXY=%s and %s', (none, hostname, proxied) => {
  const found = proxyFor({ http: 'http://proxy:3128', none }, { protocol: 'http:', hostname, port: 80 });
  expect(found !== undefined).toBe(proxied);
});
