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
