import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupByLikeness, isAlike, termsOf } from './group-by-likeness.ts';

test('like questions are one group, others are not', () => {
  const questions = [
    'Is there parking for visitors?',
    'Who repairs the lift?',
    'Parking for visitors, is there any?',
  ];
  const groups = groupByLikeness(questions.map((text) => ({ text, terms: termsOf(text, ['en']) })));
  expect(groups.map((group) => group.map(({ text }) => text))).toEqual([
    [questions[0], questions[2]],
    [questions[1]],
  ]);
});

test('each joins the first group that is like it, as if all were compared', () => {
  const terms = fc.uniqueArray(fc.constantFrom(...'abcdefg'), { maxLength: 5 }).map((list) => new Set(list));
  fc.assert(
    fc.property(fc.array(terms, { maxLength: 40 }), (list) => {
      const groups: { terms: Set<string> }[][] = [];
      const questions = list.map((one) => ({ terms: one }));
      for (const question of questions) {
        const group = groups.find(([first]) => isAlike(first!.terms, question.terms));
        if (group) group.push(question);
        else groups.push([question]);
      }
      expect(groupByLikeness(questions)).toEqual(groups);
    }),
  );
});
