import { questionTerms } from '../../../shared/retrieval/terms.ts';

/** The share of common words from which two questions are the same question. */
const ALIKE = 0.5;

/** The terms of a question, to compare it by. */
export const termsOf = (question: string, languages: string[]): Set<string> =>
  new Set(questionTerms(question, languages).flatMap(({ variants }) => variants.slice(0, 1)));

/** Common terms of two questions among all of them, 0 to 1. */
function likeness(one: Set<string>, other: Set<string>): number {
  let common = 0;
  for (const term of one) if (other.has(term)) common++;
  const all = one.size + other.size - common;
  return all === 0 ? 0 : common / all;
}

export const isAlike = (one: Set<string>, other: Set<string>): boolean => likeness(one, other) >= ALIKE;

/** Groups of like questions: each joins the first group whose first question is like it, in the given order. */
export function groupByLikeness<Q extends { terms: Set<string> }>(questions: Q[]): Q[][] {
  const groups: Q[][] = [];
  for (const question of questions) {
    const group = groups.find(([first]) => isAlike(first!.terms, question.terms));
    if (group) group.push(question);
    else groups.push([question]);
  }
  return groups;
}
