import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AddressRefused, openEgress } from './open-egress.ts';
import { isPublicAddress } from './is-public-address.ts';
import { spellings } from './fixtures/spellings.ts';

test.each(['93.184.215.14', '1.1.1.1', '2606:4700:4700::1111', '[2a00:1450:4001::1]', '::ffff:1.1.1.1'])(
  '%s is on the public internet',
  (address) => expect(isPublicAddress(address)).toBe(true),
);

test.each([
  '127.0.0.1',
  '127.8.8.8',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '[::1]',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12::1',
  'fec0::1',
  'ff02::1',
  '2001:db8::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::7f00:1',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  '2001:0:7f00:1::1',
  '',
  'localhost',
  'example.com',
  '127.0.0.1.example.com',
])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

describe('a request to', () => {
  let server: Server;
  let port: number;
  let seen = 0;
  beforeAll(async () => {
    server = createServer((req, res) => {
      seen++;
      if (req.url === '/moved') res.writeHead(302, { location: '/secret' });
      res.end('inside');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  const get = async (url: string, options: Parameters<typeof openEgress>[0]) => {
    const egress = openEgress(options);
    try {
      const answer = await egress.request(url, { method: 'GET', signal: AbortSignal.timeout(10_000) });
      return [answer.statusCode, await answer.body.text()];
    } finally {
      await egress.close();
    }
  };

  test.each([
    '127.0.0.1',
    'localhost',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.1',
    '0',
    '127。0。0。1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '169.254.169.254',
    '10.0.0.1',
  ])('http://%s is refused before a connection is made', async (host) => {
    await expect(get(`http://${host}:${port}/`, { allowPrivate: false })).rejects.toBeInstanceOf(
      AddressRefused,
    );
    expect(seen).toBe(0);
  });

  test('over two hundred spellings of what is inside: none is connected to', async () => {
    expect(spellings.length).toBeGreaterThan(200);
    const before = seen;
    const reached: string[] = [];
    // Whatever is left to be looked up leads inside.
    const lookup = (_name: string, _options: object, callback: (error: null, found: any[]) => void) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }]);
    for (const host of spellings) {
      const url = URL.canParse(`http://${host}:${port}/`) ? `http://${host}:${port}/` : undefined;
      // What is no URL reaches nothing; a host that is one is refused by its address, not by luck.
      if (!url) continue;
      const outcome = await get(url, { allowPrivate: false, lookup }).then(
        () => 'an answer',
        (error: unknown) => (error instanceof AddressRefused ? undefined : String(error)),
      );
      if (outcome) reached.push(`${host}: ${outcome}`);
    }
    expect(reached).toEqual([]);
    expect(spellings.filter((host) => URL.canParse(`http://${host}:${port}/`)).length).toBeGreaterThan(180);
    expect(seen).toBe(before);
  });

  test('a name with addresses inside and outside is only connected to outside', async () => {
    const asked: string[] = [];
    const lookup = (name: string, _options: object, callback: (error: null, found: any[]) => void) => {
      asked.push(name);
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
        { address: '192.0.2.77', family: 4 },
      ]);
    };
    await expect(
      get(`http://both.example.com:${port}/`, { allowPrivate: false, lookup }),
    ).rejects.toBeInstanceOf(AddressRefused);
    expect(asked).toEqual(['both.example.com']);
    expect(seen).toBe(0);
  });

  test('a name that points inside is refused, also one that pointed outside a moment ago', async () => {
    const answers = ['93.184.215.14', '127.0.0.1'];
    let asked = 0;
    const lookup = (_name: string, _options: object, callback: (error: null, found: any[]) => void) =>
      callback(null, [{ address: answers[asked++]!, family: 4 }]);
    // What a check beforehand would have seen.
    await new Promise<void>((resolve) => lookup('', {}, () => resolve()));
    const url = `http://rebound.example.com:${port}/`;
    await expect(get(url, { allowPrivate: false, lookup })).rejects.toBeInstanceOf(AddressRefused);
    expect(asked).toBe(2);
    expect(seen).toBe(0);
  });

  test('a private address is sent where the operator allows it; a redirect is not followed', async () => {
    expect(await get(`http://127.0.0.1:${port}/`, { allowPrivate: true })).toEqual([200, 'inside']);
    const before = seen;
    expect((await get(`http://localhost:${port}/moved`, { allowPrivate: true }))[0]).toBe(302);
    expect(seen).toBe(before + 1);
  });
});
