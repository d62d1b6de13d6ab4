import { expect, test } from 'vitest';
import { detectType, supportedTypes } from './detect-type.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

test('the ending chooses between flavours of text, in any case', async () => {
  const prose = bytes('Holidays are booked with Anna.');
  expect(await detectType(prose, 'Guide.MD')).toBe('text/markdown');
  expect(await detectType(prose, 'guide.txt')).toBe('text/plain');
  expect(await detectType(prose, 'people.csv')).toBe('text/csv');
  expect(await detectType(prose, 'guide')).toBe('text/plain');
  expect(await detectType(prose, 'guide.pdf')).toBe('text/plain');
});

test('an animation, a program and an archive are refused under any name', async () => {
  const program = new Uint8Array(512);
  program.set(bytes('MZ'));
  const gzip = new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c, 0x4a, 6, 0]);
  for (const binary of [gif, program, gzip, bytes('PK\x03\x04\x14\x00')])
    for (const name of ['a.txt', 'a.md', 'a.html', 'a.pdf', 'a'])
      expect(await detectType(binary, name)).toBeNull();
});

test('random bytes without a zero are not old 8-bit text', async () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, i) => ((i * 2654435761) % 255) + 1);
  expect(await detectType(noise, 'a.txt')).toBeNull();
});

test('a PDF is one under any name, also after a few bytes of rubbish', async () => {
  expect(await detectType(bytes('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'a.txt')).toBe('application/pdf');
  const rubbish = new Uint8Array([0, 1, 2, 0xff, ...bytes('\n%PDF-1.4\n')]);
  expect(await detectType(rubbish, 'a.pdf')).toBe('application/pdf');
  expect(await detectType(bytes('A PDF begins with %PDF-1.7 and ends with %%EOF.'), 'a.txt')).toBe(
    'text/plain',
  );
});

test('HTML is known by its markup', async () => {
  expect(await detectType(bytes('\uFEFF<!-- saved -->\n<!DOCTYPE html><p>x'), 'page.txt')).toBe('text/html');
  expect(await detectType(bytes('<?xml version="1.0"?>\n<html xmlns="x">'), 'page')).toBe('text/html');
  expect(await detectType(bytes('<div class="a"><p>Fragment</p></div>'), 'page.txt')).toBe('text/html');
  expect(await detectType(bytes('<p align="center">Logo</p>\n\n# Readme'), 'README.md')).toBe(
    'text/markdown',
  );
  expect(await detectType(bytes('Hello <b>there</b><br>and more'), 'page.html')).toBe('text/html');
  expect(await detectType(bytes('no tags at all'), 'page.html')).toBe('text/plain');
});

test('JSON is known by a start that parses, wherever it is cut', async () => {
  const json = '{"name": "Zoë \\"x\\"", "list": [1, -2.5e3, true, null, {}, []], "deep": {"a": "b"}}';
  for (let end = 2; end <= json.length; end++)
    expect([end, await detectType(bytes(json.slice(0, end)), 'a.txt')]).toEqual([end, 'application/json']);
  expect(await detectType(bytes('{"id": 1}\n{"id": 2}\n'), 'lines.jsonl')).toBe('application/json');
  for (const prose of [
    '[Guide](guide.md) for all',
    '[1] Smith, 2009',
    '{name} was here',
    '{"a" "b"}',
    '[1,]',
  ])
    expect([prose, await detectType(bytes(prose), 'a.txt')]).toEqual([prose, 'text/plain']);
});

test('text may be UTF-16 with a mark or old 8-bit, and may be cut inside a character', async () => {
  expect(await detectType(new Uint8Array(Buffer.from('\uFEFFGrüße', 'utf16le')), 'a.txt')).toBe('text/plain');
  expect(await detectType(latin1('Gr\xfc\xdfe aus K\xf6ln'), 'a.txt')).toBe('text/plain');
  expect(await detectType(latin1('BMW f\xe4hrt vor'), 'a.txt')).toBe('text/plain');
  const cut = bytes('Grüße 😀');
  for (let end = 1; end <= cut.length; end++)
    expect(await detectType(cut.subarray(0, end), 'a.txt')).toBe('text/plain');
});

test('RTF and PostScript are text for machines and refused', async () => {
  expect(await detectType(bytes('{\\rtf1\\ansi Hello}'), 'a.txt')).toBeNull();
  expect(await detectType(bytes('%!PS-Adobe-3.0\n/Times findfont'), 'a.txt')).toBeNull();
});

test('every type has a name for messages', () => {
  expect(Object.values(supportedTypes)).toContain('Markdown');
});
