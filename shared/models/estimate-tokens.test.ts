import { expect, test } from 'vitest';
import { countTokens } from './count-tokens.ts';
import { estimateTokens } from './estimate-tokens.ts';

test.each([
  'The incident commander is called first. Then the duty manager decides who else has to come.',
  'Die Geschäftsführung entscheidet über Überstunden und Größenänderungen.',
  'Инцидент: сначала звонят дежурному, затем руководителю смены.',
  '東京は大きい。受付は九時に開きます。',
  '| 12,345.67 | 2026-11-28 | A-4711 |\n| 98,765.43 | 2026-12-01 | B-0815 |',
  'for (let i = 0; i < n; i++) sum += values[i]!;',
])('an estimate is not below the count, and not much higher: %s', (text) => {
  const count = countTokens(text);
  expect(estimateTokens(text)).toBeGreaterThanOrEqual(count);
  expect(estimateTokens(text)).toBeLessThanOrEqual(3.3 * count);
});
