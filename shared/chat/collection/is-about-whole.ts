import { collectionWords } from './collection-words.ts';

/** Without spaces, no letter ends a word. */
const DENSE = ['zh', 'ja'];

let read: [language: string, words: RegExp][] | undefined;

const patterns = () =>
  (read ??= Object.entries(collectionWords).map(([language, { whole }]) => [
    language,
    new RegExp(DENSE.includes(language) ? whole : `(?<!\\p{L})(?:${whole})`, 'iu'),
  ]));

/**
 * Whether a question is about more than a few passages can say: a summary, a comparison, a count, a total.
 * @param languages of the app: their words come first
 * @returns the language in which it says so; undefined if it does not
 */
export function isAboutWhole(question: string, languages: string[]): string | undefined {
  const found = patterns().filter(([, words]) => words.test(question));
  return (found.find(([language]) => languages.includes(language)) ?? found[0])?.[0];
}
