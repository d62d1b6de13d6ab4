import { expect, test } from 'vitest';
import { dayOf, monthName, price } from './quantities.ts';

test('prices have cents, and keep every further digit', () => {
  expect(['0', '10', '0.1', '12.5', '0.025', '0.00002'].map(price)).toEqual([
    '$0',
    '$10.00',
    '$0.10',
    '$12.50',
    '$0.025',
    '$0.00002',
  ]);
});

test('days and months are written as the times beside them', () => {
  expect(dayOf('2026-11-30')).toBe('30 Nov 2026');
  expect(dayOf('2026-10-07T00:00:00.000Z')).toBe('7 Oct 2026');
  expect(monthName('2026-10')).toBe('October 2026');
});
