import { expect, test } from 'vitest';
import {
  AVERAGE_LENGTH,
  B,
  chunkVector,
  inverseDocumentFrequency,
  K1,
  termId,
  toSparsevec,
} from './lexical.ts';

test('term ids stay within the dimensions, differ by app, and hardly collide', () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => termId('app_1', `term${i}`));
  expect(Math.min(...ids)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...ids)).toBeLessThanOrEqual(1_000_000_000);
  expect(new Set(ids).size).toBeGreaterThan(19_995);
  expect(Math.max(...ids)).toBeGreaterThan(990_000_000);
  expect(termId('app_2', 'term1')).not.toBe(ids[1]);
});

test('term ids never change: they are stored', () => {
  expect([termId('app_1', 'invoice'), termId('app_1', '订单')]).toEqual([58107758, 150732312]);
});

test('weights are the frequency part of BM25, in the order of ids', () => {
  const { ids, weights } = chunkVector('app_1', ['refund', 'day', 'refund']);
  expect([...ids]).toEqual([termId('app_1', 'refund'), termId('app_1', 'day')].sort((a, b) => a - b));
  const norm = K1 * (1 - B + (B * 3) / AVERAGE_LENGTH);
  expect(weights[ids.indexOf(termId('app_1', 'refund'))]).toBeCloseTo((2 * (K1 + 1)) / (2 + norm));
  expect(weights[ids.indexOf(termId('app_1', 'day'))]).toBeCloseTo((K1 + 1) / (1 + norm));
  expect(chunkVector('app_1', [])).toEqual({ ids: new Int32Array(), weights: new Float32Array() });
});

const weightIn = (length: number, count: number) => {
  const terms = Array.from({ length }, (_, i) => (i < count ? 'refund' : `other${i}`));
  const { ids, weights } = chunkVector('app_1', terms);
  return weights[ids.indexOf(termId('app_1', 'refund'))]!;
};

test('the same word weighs less in a longer chunk, and never reaches k1 + 1', () => {
  expect(weightIn(50, 1)).toBeGreaterThan(weightIn(400, 1));
  expect(weightIn(200, 200)).toBeLessThan(K1 + 1);
});

test('a rare word weighs more than a common one, and no weight is negative', () => {
  expect(inverseDocumentFrequency(1000, 1)).toBeGreaterThan(inverseDocumentFrequency(1000, 100));
  expect(inverseDocumentFrequency(10, 10)).toBeGreaterThan(0);
  expect(inverseDocumentFrequency(3, 9)).toBeGreaterThan(0);
  expect(inverseDocumentFrequency(0, 0)).toBeGreaterThan(0);
});

test('vectors are written as pgvector reads them', () => {
  expect(toSparsevec([1, 7], [0.5, 1.2])).toBe('{1:0.5,7:1.2}/1000000000');
  expect(toSparsevec([], [])).toBe('{}/1000000000');
});

test('no more elements than pgvector takes', () => {
  const terms = Array.from({ length: 17_000 }, (_, i) => `term${i}`);
  expect(chunkVector('app_1', terms).ids).toHaveLength(16_000);
});
