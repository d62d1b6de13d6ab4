import * as fc from 'fast-check';
import { countTokens as countPieces, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { countTokens } from './count-tokens.ts';

test('ordinary text counts as the vocabulary encodes it', () => {
  for (const text of [
    '',
    'Hello, world!',
    'Größenwahn in Köln\n\n- one\n- two',
    '東京は大きい。',
    '👩‍👩‍👧 family',
  ])
    expect(countTokens(text)).toBe(encode(text).length);
});

test('special tokens are text, not control', () => {
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
  expect(countTokens('a <|im_start|> b <|endoftext|>')).toBeGreaterThan(8);
});

test('a run of a million letters, spaces or emoji ends', () => {
  expect(countTokens('x'.repeat(1_000_000))).toBeGreaterThan(10_000);
  expect(countTokens(' '.repeat(1_000_000))).toBeGreaterThan(1000);
  expect(countTokens('😀'.repeat(250_000))).toBeGreaterThanOrEqual(250_000);
});

test('word by word counts as the whole text does', () => {
  const text = fc.array(
    fc.constantFrom(
      ' ',
      '  ',
      '\n',
      '\r\n',
      '\t',
      "don't",
      'WE’LL',
      'Straße',
      '1234',
      '...',
      '<|endoftext|>',
      'x',
      '東京',
      '👩‍👧',
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('');
      expect(countTokens(whole)).toBe(countPieces(whole, { disallowedSpecial: new Set() }));
    }),
    { numRuns: 500 },
  );
});

test('any string has a count between none and its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tokens = countTokens(text);
      expect(tokens).toBeLessThanOrEqual(Buffer.byteLength(text.toWellFormed()));
      expect(tokens > 0).toBe(text.length > 0);
    }),
  );
});
