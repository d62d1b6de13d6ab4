import { expect, test } from 'vitest';
import { contextOf } from './follow-up.ts';

const history = (...questions: string[]) =>
  questions.flatMap((content) => [
    { role: 'user' as const, content },
    { role: 'assistant' as const, content: 'It is said in the handbook [1].' },
  ]);

test.each([
  ['en', 'How many days of leave do captains have?', 'And deck crew?'],
  ['en', 'Who repairs the ferry in Norhaven?', 'How long does it take?'],
  ['de', 'Wie hoch ist das Tagegeld in Eschbruck?', 'Und in Moorwies?'],
  ['es', '¿Cuándo abre la tienda de Valdorba?', '¿Y la de Riosanto?'],
  ['zh', '船长每年有多少天带薪休假?', '那船员呢?'],
])('in %s a question that leaves something out takes the one before along', (language, before, question) => {
  expect(contextOf(question, history(before), [language])).toBe(before);
});

test.each([
  ['en', 'Within how many days are travel receipts handed in?'],
  ['de', 'Wie oft werden die Brandmelder im Lager geprüft?'],
  ['es', '¿En qué plazo se entregan los recibos de un viaje?'],
  ['zh', '消防门在哪一天接受检查并由谁负责记录结果?'],
])('in %s a complete question stands alone', (language, question) => {
  expect(contextOf(question, history('What does the season pass cost?'), [language])).toBeUndefined();
});

test('a chain of follow-ups goes back to the last complete question, and no further than three', () => {
  const first = 'How many days of paid leave do captains have?';
  expect(contextOf('And trainees?', history('Who are you?', first, 'And engineers?'), ['en'])).toBe(
    `${first}\nAnd engineers?`,
  );
  expect(contextOf('And cooks?', history(first, 'And a?', 'And b?', 'And c?'), ['en'])).toBe(
    'And a?\nAnd b?\nAnd c?',
  );
  expect(contextOf('And cooks?', [], ['en'])).toBeUndefined();
});
