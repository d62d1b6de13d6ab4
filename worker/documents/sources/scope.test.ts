import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAddress } from '../../../shared/documents/sources/to-address.ts';
import { isSameSite, isWithin, matchesPattern } from './scope.ts';

const site = 'https://example.com';

test.each([
  ['/docs/', '/docs/a', true],
  ['/docs/', '/docs', false],
  ['/docs$', '/docs', true],
  ['/docs$', '/docs/a', false],
  ['*.pdf$', '/files/a.pdf', true],
  ['*.pdf$', '/files/a.pdf?download', false],
  ['*.pdf', '/files/a.pdf?download', true],
  ['/a*/c', '/a/b/c/d', true],
  ['/a*/c*e$', '/a/c/e', true],
  ['/a*b*a$', '/aba', true],
  ['/a*a$', '/a', false],
  ['*', '/anything?at=all', true],
  ['https://example.com/docs', '/docs/a', true],
  ['https://other.example/', '/docs/a', false],
  ['*?sort=', '/list?sort=asc', true],
])('the pattern %s and the address %s: %s', (pattern, path, expected) => {
  expect(matchesPattern(pattern, site + path)).toBe(expected);
});

test('exclude wins over include; a site is a host with or without www, and a port of its own', () => {
  const settings = { include: ['/docs/'], exclude: ['/docs/old/'] } as never;
  const bounds = { kind: 'site' as const, addresses: [`${site}/`], settings };
  const within = (url: string) => isWithin(bounds, url);
  expect([`${site}/docs/a`, `http://www.example.com/docs/`].map(within)).toEqual([true, true]);
  expect([`${site}/docs/old/a`, `${site}/`, 'https://example.org/docs/'].map(within)).toEqual([
    false,
    false,
    false,
  ]);
  expect(isSameSite('http://example.com:8080/', 'http://example.com/')).toBe(false);
});

test('addresses that differ in form alone have one key; what is requested stays as it was written', () => {
  const alike = [
    'https://example.com/a?x=1&y=%20',
    'http://example.com/a/?y=%20&x=1#part',
    'https://user:secret@example.com/a?utm_source=mail&x=1&y=%20&gclid=7',
    'HTTPS://EXAMPLE.com:443/a?x=1&y=%20',
  ].map((url) => toAddress(url)!);
  expect(new Set(alike.map(({ key }) => key)).size).toBe(1);
  expect(alike[2]!.url).toBe('https://example.com/a?x=1&y=%20');
  const others = ['https://example.com/a?x=2', 'https://example.com/A?x=1', 'https://www.example.com/a?x=1'];
  expect(new Set(others.map((url) => toAddress(url)!.key)).size).toBe(3);
  for (const none of [
    'mailto:a@example.com',
    'javascript:void(0)',
    'ftp://example.com/',
    '',
    `${site}/${'a'.repeat(2_000)}`,
  ])
    expect(toAddress(none)).toBeUndefined();
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const once = toAddress(url)!;
      expect(toAddress(once.url)).toEqual(once);
    }),
  );
});
