import { questionTerms } from '../../retrieval/terms.ts';

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

/**
 * Groups of like questions: each joins the first group whose first question is like it, in the given order. Only groups
 * that share a term are looked at, so that thousands of questions take milliseconds.
 */
export function groupByLikeness<Q extends { terms: Set<string> }>(questions: Q[]): Q[][] {
  const groups: Q[][] = [];
  const places = new Map<string, number[]>();
  for (const question of questions) {
    const sharing = new Set([...question.terms].flatMap((term) => places.get(term) ?? []));
    const first = [...sharing]
      .sort((a, b) => a - b)
      .find((place) => isAlike(groups[place]![0]!.terms, question.terms));
    if (first !== undefined) {
      groups[first]!.push(question);
      continue;
    }
    for (const term of question.terms) {
      const found = places.get(term);
      if (found) found.push(groups.length);
      else places.set(term, [groups.length]);
    }
    groups.push([question]);
  }
  return groups;
}
