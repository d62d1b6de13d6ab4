import type { ChatTurn } from '../models/model.ts';
import { HAS_DENSE, questionTerms } from '../retrieval/terms.ts';

/** A question with so few content words leaves out what it is about. */
const FEW_WORDS = 2;
/** One that begins by going on may have more of them. */
const FEW_WORDS_GOING_ON = 4;
/** Terms that a word makes in scripts without spaces. */
const PIECES_A_WORD = 3;
/** How a question begins that goes on, by the language of the documents: elsewhere the same letters are another word. */
const BEGINNINGS: Record<string, string> = {
  en: 'and|but|or|also|then|what about|how about|what if|same',
  de: 'und|aber|oder|auch|dann|was ist mit|wie ist es|gilt das',
  fr: "et|mais|ou|aussi|alors|qu'en est-il|dans ce cas",
  es: 'y|e|pero|o|también|entonces|qué hay de',
  pt: 'e|mas|ou|também|então',
  it: 'e|ed|ma|o|anche|allora',
  nl: 'en|maar|of|ook|dan',
  sv: 'och|men|eller|också',
  da: 'og|men|eller|også',
  no: 'og|men|eller|også',
  pl: 'a|i|ale|lub',
  cs: 'a|ale|nebo',
  ru: 'и|а|но|или',
  uk: 'і|а|але|та|або',
};
const GOING_ON = new Map(
  Object.entries(BEGINNINGS).map(([language, words]) => [
    language,
    new RegExp(`^[^\\p{L}]*(?:${words})(?!\\p{L})`, 'iu'),
  ]),
);
const MOST_CHARACTERS = 1_000;
const MOST_TURNS = 3;

/**
 * What a follow-up leaves out: the questions before it, back to the last one that is complete. For searching where no
 * model rewrites questions.
 * @param history oldest first, without the message
 * @returns undefined if the message can be understood by itself
 */
export function contextOf(message: string, history: ChatTurn[], languages: string[]): string | undefined {
  if (!isElliptical(message, languages)) return undefined;
  const asked = history.filter(({ role }) => role === 'user').map(({ content }) => content);
  const before: string[] = [];
  for (const question of asked.toReversed()) {
    before.unshift(question);
    if (before.length === MOST_TURNS || !isElliptical(question, languages)) break;
  }
  return before.join('\n').slice(-MOST_CHARACTERS) || undefined;
}

const isElliptical = (question: string, languages: string[]): boolean =>
  contentWords(question, languages) <= (goesOn(question, languages) ? FEW_WORDS_GOING_ON : FEW_WORDS);

/** The number of a message's words that say something by themselves; an estimate in scripts without spaces. */
export const contentWords = (message: string, languages: string[]): number =>
  questionTerms(message, languages).length / (HAS_DENSE.test(message) ? PIECES_A_WORD : 1);

function goesOn(question: string, languages: string[]): boolean {
  const spoken = languages.length > 0 ? languages : [...GOING_ON.keys()];
  return spoken.some((language) => GOING_ON.get(language)?.test(question));
}
