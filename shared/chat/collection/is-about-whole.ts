import { collectionWords } from './collection-words.ts';
import { readingWords } from './reading-words.ts';

/** Without spaces, no letter ends a word. */
const DENSE = ['zh', 'ja'];

/** `whole`: a summary, a comparison, a count, a total. `summary`: of one document. `count`: a number of anything. */
export type About = 'whole' | 'summary' | 'count';

let read: { [about in About]: [language: string, words: RegExp][] } | undefined;

function patterns() {
  const compile = (words: [language: string, words: string][]) =>
    words.map(([language, all]): [string, RegExp] => [
      language,
      new RegExp(DENSE.includes(language) ? all : `(?<!\\p{L})(?:${all})`, 'iu'),
    ]);
  const reading = Object.entries(readingWords);
  return (read ??= {
    whole: compile(
      Object.entries(collectionWords).map(([language, { whole }]) => [
        language,
        `${whole}|${readingWords[language]!.summary}`,
      ]),
    ),
    summary: compile(reading.map(([language, { summary }]) => [language, summary])),
    count: compile(reading.map(([language, { count }]) => [language, count])),
  });
}

/**
 * Whether a question is about more than a few passages can say.
 * @param languages of the app: their words come first
 * @returns the language in which it says so; undefined if it does not
 */
export function isAboutWhole(
  question: string,
  languages: string[],
  about: About = 'whole',
): string | undefined {
  const found = patterns()[about].filter(([, words]) => words.test(question));
  return (found.find(([language]) => languages.includes(language)) ?? found[0])?.[0];
}
