import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUsage } from './read-usage.ts';

test('the usage of a chat and of an embedding', () => {
  expect(
    readUsage({
      prompt_tokens: 812,
      completion_tokens: 96,
      prompt_tokens_details: { cached_tokens: 512 },
      completion_tokens_details: { reasoning_tokens: 40 },
    }),
  ).toEqual({ inputTokens: 812, cachedInputTokens: 512, outputTokens: 96, reasoningTokens: 40 });
  expect(readUsage({ prompt_tokens: 7, total_tokens: 7 })).toEqual({
    inputTokens: 7,
    cachedInputTokens: 0,
    outputTokens: 0,
  });
});

test.each([-5e7, 1.5, 5e9, 0, Number.NaN, '812', null, undefined, {}])(
  'an input of %s tokens is no usage',
  (prompt_tokens) => {
    expect(readUsage({ prompt_tokens, completion_tokens: 5 })).toBeUndefined();
    expect(readUsage({ prompt_tokens })).toBeUndefined();
  },
);

test.each([-1, 1.5, 5e9, '5', null])('nor is an output of %s tokens', (completion_tokens) => {
  expect(readUsage({ prompt_tokens: 5, completion_tokens })).toBeUndefined();
});

test('a part is never more than its whole, and 0 if it cannot be true', () => {
  const withParts = (cached_tokens: unknown, reasoning_tokens: unknown) =>
    readUsage({
      prompt_tokens: 10,
      completion_tokens: 5,
      prompt_tokens_details: { cached_tokens },
      completion_tokens_details: { reasoning_tokens },
    });
  expect(withParts(99, 99)).toEqual({
    inputTokens: 10,
    cachedInputTokens: 10,
    outputTokens: 5,
    reasoningTokens: 5,
  });
  expect(withParts(-3, 1.5)).toEqual({ inputTokens: 10, cachedInputTokens: 0, outputTokens: 5 });
});

test('whatever a server reports, the counts are whole numbers that the ledger can hold', () => {
  const value = fc.oneof(fc.integer(), fc.double(), fc.anything());
  const usage = fc.oneof(
    fc.anything(),
    fc.record(
      {
        prompt_tokens: value,
        completion_tokens: value,
        prompt_tokens_details: fc.oneof(value, fc.record({ cached_tokens: value })),
        completion_tokens_details: fc.oneof(value, fc.record({ reasoning_tokens: value })),
      },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(usage, (reported) => {
      const read = readUsage(reported);
      if (!read) return;
      const { inputTokens, cachedInputTokens, outputTokens, reasoningTokens = 0 } = read;
      for (const count of [inputTokens, cachedInputTokens, outputTokens, reasoningTokens])
        expect(Number.isInteger(count) && count >= 0 && count < 2 ** 31).toBe(true);
      expect(cachedInputTokens).toBeLessThanOrEqual(inputTokens);
      expect(reasoningTokens).toBeLessThanOrEqual(outputTokens);
    }),
  );
});

const counts = (inputTokens: number, outputTokens: number, more: object = {}) => ({
  inputTokens,
  cachedInputTokens: 0,
  outputTokens,
  ...more,
});

test.each([
  [
    'OpenAI',
    {
      prompt_tokens: 21,
      completion_tokens: 120,
      total_tokens: 141,
      completion_tokens_details: { reasoning_tokens: 100 },
    },
    counts(21, 120, { reasoningTokens: 100 }),
  ],
  [
    'thinking outside, in the total',
    {
      prompt_tokens: 21,
      completion_tokens: 20,
      total_tokens: 141,
      completion_tokens_details: { reasoning_tokens: 100 },
    },
    counts(21, 120, { reasoningTokens: 100 }),
  ],
  [
    'thinking alone',
    {
      prompt_tokens: 21,
      completion_tokens: 0,
      total_tokens: 81,
      completion_tokens_details: { reasoning_tokens: 60 },
    },
    counts(21, 60, { reasoningTokens: 60 }),
  ],
  [
    'Gemini: in the total alone',
    { prompt_tokens: 20, completion_tokens: 151, total_tokens: 553 },
    counts(20, 533, { reasoningTokens: 382 }),
  ],
  [
    'OpenAI: cache',
    {
      prompt_tokens: 2000,
      completion_tokens: 5,
      total_tokens: 2005,
      prompt_tokens_details: { cached_tokens: 1024, cache_write_tokens: 512 },
    },
    counts(2000, 5, { cachedInputTokens: 1024, cacheWriteTokens: 512 }),
  ],
  [
    'DeepSeek: cache',
    {
      prompt_tokens: 100,
      completion_tokens: 5,
      total_tokens: 105,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 36,
    },
    counts(100, 5, { cachedInputTokens: 64 }),
  ],
  [
    'Moonshot: cache',
    { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105, cached_tokens: 64 },
    counts(100, 5, { cachedInputTokens: 64 }),
  ],
  ['embeddings', { prompt_tokens: 7, total_tokens: 7 }, counts(7, 0)],
])('reads the usage of %s', (_name, reported, expected) => {
  expect(readUsage(reported)).toEqual(expected);
});
