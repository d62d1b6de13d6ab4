import { expect, test } from 'vitest';
import { readRanking } from './read-ranking.ts';

test.each([
  [
    'Cohere',
    {
      results: [
        { index: 2, relevance_score: 0.9 },
        { index: 0, relevance_score: 0.1 },
      ],
      meta: { billed_units: { search_units: 1 } },
    },
    { order: [2, 0], tokens: undefined },
  ],
  [
    'Jina and vLLM',
    {
      results: [{ index: 1, document: { text: 'b' }, relevance_score: -3 }],
      usage: { total_tokens: 42 },
    },
    { order: [1], tokens: 42 },
  ],
  [
    'TEI',
    [
      { index: 0, score: 0.2 },
      { index: 1, score: 0.8 },
    ],
    { order: [1, 0], tokens: undefined },
  ],
  [
    'Voyage',
    { data: [{ index: 1, relevance_score: 1 }], usage: { total_tokens: 7 } },
    { order: [1], tokens: 7 },
  ],
  [
    'one that names a passage twice, and one that there is not',
    {
      results: [
        { index: 9, relevance_score: 1 },
        { index: 0, relevance_score: 0.5 },
        { index: 0, relevance_score: 0.4 },
      ],
    },
    { order: [0], tokens: undefined },
  ],
])('%s', (_name, answer, ranking) => {
  expect(readRanking(answer, 3)).toEqual(ranking);
});

test.each([[null], ['ok'], [{}], [[]], [{ results: [{ index: 'a' }] }], [{ results: [{ index: 0 }] }]])(
  '%j ranks nothing',
  (answer) => {
    expect(() => readRanking(answer, 3)).toThrow('named no passages');
  },
);
