import { expect, test } from 'vitest';
import { coverageOf, fuse, relevanceOf } from './fuse.ts';

const isRelevant = (...found: Parameters<typeof relevanceOf>) => relevanceOf(...found) >= 1;

const crowd = (cosine: number) => Array.from({ length: 60 }, (_, i) => ({ id: `c${i}`, lexical: 0, cosine }));

test('the best candidate comes first, words before letters', () => {
  const found = fuse(
    [
      { id: 'letters', lexical: 2, cosine: 0.5 },
      { id: 'words', lexical: 8, cosine: 0.3 },
    ],
    20,
  );
  expect(found.map(({ id }) => id)).toEqual(['words', 'letters']);
});

test('the cosine decides between equal words', () => {
  const found = fuse(
    [
      { id: 'far', lexical: 8, cosine: 0.1 },
      { id: 'near', lexical: 8, cosine: 0.4 },
    ],
    20,
  );
  expect(found[0]!.id).toBe('near');
});

test('a chunk whose vector has no direction is ranked by its words, and changes no other score', () => {
  const others = [
    { id: 'near', lexical: 4, cosine: 0.6 },
    { id: 'far', lexical: 4, cosine: 0 },
  ];
  const found = fuse([{ id: 'zeros', lexical: 8, cosine: NaN }, ...others], 20);
  const without = fuse([{ id: 'zeros', lexical: 8, cosine: 0 }, ...others], 20);
  expect(found).toEqual(without);
  expect(found.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
});

test('scores stay within 0 and 1 and tell a strong question from a weak one', () => {
  const [strong] = fuse([{ id: 'a', lexical: 10, cosine: 0.4 }], 20);
  const [weak] = fuse([{ id: 'a', lexical: 2, cosine: 0.1 }], 20);
  expect(strong!.score).toBeGreaterThan(3 * weak!.score);
  for (const { score } of fuse(
    [
      { id: 'a', lexical: 99, cosine: 1 },
      { id: 'b', lexical: 0, cosine: -1 },
    ],
    20,
  )) {
    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(1);
  }
});

test('a model whose unrelated texts lie at 0.7 is read like one whose unrelated texts lie at 0', () => {
  const low = fuse([...crowd(0), { id: 'hit', lexical: 0, cosine: 0.5 }], 20);
  const high = fuse([...crowd(0.7), { id: 'hit', lexical: 0, cosine: 0.85 }], 20);
  expect(high[0]!.id).toBe('hit');
  expect(high[0]!.nearness).toBeGreaterThan(0.5);
  expect(Math.abs(high[0]!.nearness - low[0]!.nearness)).toBeLessThan(0.15);
  expect(isRelevant(fuse(crowd(0.7), 20), 4)).toBe(false);
});

test('one candidate, none, and a question without words give finite scores', () => {
  expect(fuse([], 0)).toEqual([]);
  const [only] = fuse([{ id: 'a', lexical: 0, cosine: 0.2 }], 0);
  expect(only!.score).toBeGreaterThan(0);
  expect(fuse([{ id: 'a', lexical: 0, cosine: 1 }], 0)[0]!.nearness).toBe(1);
  expect(coverageOf(3, 0)).toBe(0);
});

test('a shared weak word among many chunks is nothing found; the same word among three may be', () => {
  const weak = { id: 'weak', lexical: 3, cosine: 0.1 };
  expect(isRelevant(fuse([...crowd(0), weak], 24), 4)).toBe(false);
  expect(isRelevant(fuse([weak, ...crowd(0).slice(0, 2)], 24), 4)).toBe(true);
});

test('a paraphrase without a shared word is relevant to a model that knows meanings', () => {
  expect(isRelevant(fuse([...crowd(0.1), { id: 'hit', lexical: 0, cosine: 0.6 }], 20), 4)).toBe(true);
  expect(isRelevant(fuse([...crowd(0.1), { id: 'hit', lexical: 0, cosine: 0.2 }], 20), 4)).toBe(false);
  expect(isRelevant([], 4)).toBe(false);
});

test('a long question may be covered less than a short one', () => {
  const found = fuse([...crowd(0), { id: 'hit', lexical: 5, cosine: 0.1 }], 24);
  expect([isRelevant(found, 1), isRelevant(found, 12)]).toEqual([false, true]);
});
