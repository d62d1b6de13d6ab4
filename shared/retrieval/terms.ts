// Turns words into search terms, in the same way for chunks and questions.
import { LRUCache } from 'lru-cache';
import snowball from 'snowball-stemmers';
import { once } from '../platform/once.ts';
import { LANGUAGES, MORE_STOPS } from './languages.ts';
import * as stopword from 'stopword';

type Profile = {
  language: string;
  stops: Set<string>;
  stem: (word: string) => string;
  /**
   * Token → its terms, and piece → its term. Made at its first word, for they take a megabyte each; read without noting the use,
   * which costs more than what is found.
   */
  cache: () => LRUCache<string, string[]>;
  forms: () => LRUCache<string, string>;
};

const CACHE_SIZE = 50_000;
/** Scripts without spaces between words, and Hangul, whose particles are attached to words. */
const DENSE =
  '\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u3007\\u3040-\\u30FF\\u3400-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}';
const WORD = '[\\p{L}\\p{M}\\p{N}]';
/** Whether a text has scripts without spaces. Their "words" are single characters and overlapping pairs. */
export const HAS_DENSE = new RegExp(`[${DENSE}]`, 'u');
const SPACED = new RegExp(`${WORD}+(?:['’._@-]${WORD}+)*`, 'gu');
const MIXED = new RegExp(
  `[${DENSE}]+|(?:(?![${DENSE}])${WORD})+(?:['’._@-](?:(?![${DENSE}])${WORD})+)*`,
  'gu',
);
const ASCII = /^[\0-\x7f]*$/;
const DIGIT_ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];

const profiles = new Map<string, Profile>();

function profileOf(language: string): Profile {
  const known = profiles.get(language);
  if (known) return known;
  const [list, algorithm] = LANGUAGES[language] ?? ['', ''];
  const words = new Map<string, string[]>(Object.entries(stopword)).get(list) ?? [];
  const more = MORE_STOPS[language]?.split(' ') ?? [];
  const all = [...words, ...more].map(normalise);
  const stops = new Set([...all.map(fold), ...(language === 'vi' ? all : [])]);
  // Made at its first word: most languages are only looked at for their stop words.
  const stemmer = once(() => snowball.newStemmer(algorithm));
  const stem = algorithm ? (word: string) => stemmer().stem(word) : (word: string) => cut(word, language);
  const profile: Profile = {
    language,
    stops,
    stem,
    cache: once(() => new LRUCache({ max: CACHE_SIZE })),
    forms: once(() => new LRUCache({ max: CACHE_SIZE })),
  };
  profiles.set(language, profile);
  return profile;
}

/** Lower-cased compatibility form with ASCII digits; the same length for ASCII text. */
function normalise(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll('i\u0307', 'i')
      // NFKC splits the Thai and Lao vowel am, which breaks the word segmenter.
      .replaceAll('\u0e4d\u0e32', '\u0e33')
      .replaceAll('\u0ecd\u0eb2', '\u0eb3')
      .replace(/[\u00ad\u200b-\u200f\u0640\ufeff]/g, '')
      .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g, (digit) => {
        const code = digit.charCodeAt(0);
        return String(code - DIGIT_ZEROS.findLast((zero) => zero <= code)!);
      })
  );
}

/** Without accents, in scripts where omitting them is a spelling and not another letter. */
function fold(word: string): string {
  if (ASCII.test(word)) return word;
  return word
    .normalize('NFD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}])\p{M}+|[\u064b-\u065f\u0670\u0591-\u05c7]/gu, '')
    .normalize('NFC')
    .replace(/[ßøæœđłıςёأإآىة]/g, (letter) => FOLDED[letter]!);
}
const FOLDED: Record<string, string> = Object.fromEntries(
  ['ß ss', 'ø o', 'æ ae', 'œ oe', 'đ d', 'ł l', 'ı i', 'ς σ', 'ё е', 'أ ا', 'إ ا', 'آ ا', 'ى ي', 'ة ه'].map(
    (pair) => pair.split(' '),
  ),
);

/** For inflected languages without a Snowball stemmer: the first letters of a word (McNamee & Mayfield 2004). */
const CUT_LENGTH = 6;
const CUT = new Set(['bg', 'el', 'et', 'gl', 'hr', 'lt', 'lv', 'pl', 'sk', 'uk']);
function cut(word: string, language: string): string {
  if (CUT.has(language)) return word.slice(0, CUT_LENGTH);
  if (language === 'hi') return word.length > 3 ? word.replace(/(?:ियों|ियाँ|ियां|ओं|एँ|एं|[ा-ौंँ])+$/u, '') : word;
  return word;
}

/** Vietnamese distinguishes syllables by their marks only. */
function foldFor(language: string, word: string): string {
  return language === 'vi' ? word : fold(word);
}

/** The surface forms of a token: its parts and, for a compound, the whole first. */
function pieces(token: string, profile: Profile): string[] {
  if (HAS_DENSE.test(token)) return densePieces(token);
  if (/^\d{1,3}(?:[.]\d{3})+$/.test(token)) return [token.replaceAll('.', '')];
  const plain = token.replaceAll('’', "'");
  if (!plain.includes("'")) return parts(plain);
  const joined = plain.replaceAll("'", '');
  if (profile.language === 'uk' || profile.stops.has(joined)) return [joined];
  const clauses = plain.split("'");
  if (profile.language === 'tr') return parts(clauses[0]!);
  const content = clauses.filter((clause) => clause.length > 2);
  return content.length > 0 ? content.flatMap(parts) : [joined];
}

function parts(token: string): string[] {
  const split = token.split(/[._@-]/);
  if (split.length === 1) return split;
  const whole = /^[\p{L}\p{M}-]+$/u.test(token) ? split.join('') : token;
  return [whole, ...split];
}

const segmenter = new Intl.Segmenter('th', { granularity: 'word' });

/** Han, kana and Hangul as overlapping pairs (and single Han characters); South-East Asian scripts as words. */
function densePieces(run: string): string[] {
  if (/[\u0e00-\u109f\u1780-\u17ff]/.test(run)) {
    return [...segmenter.segment(run)].map(({ segment }) => segment);
  }
  const signs = [...run];
  if (signs.length === 1) return signs;
  const found: string[] = [];
  for (let i = 0; i < signs.length; i++) {
    if (/\p{Script=Han}/u.test(signs[i]!)) found.push(signs[i]!);
    if (i + 1 < signs.length) found.push(signs[i]! + signs[i + 1]!);
  }
  return found;
}

/** The indexed form of a surface form; '' for a stop word. */
function termOf(piece: string, profile: Profile): string {
  let term = profile.forms().peek(piece);
  if (term !== undefined) return term;
  term = formOf(piece, profile);
  if (piece.length <= 64) profile.forms().set(piece, term);
  return term;
}

function formOf(piece: string, profile: Profile): string {
  const folded = foldFor(profile.language, piece);
  if (profile.stops.has(folded)) return '';
  if (!/^[\p{L}\p{M}]+$/u.test(piece)) return folded;
  return foldFor(profile.language, profile.stem(piece));
}

function tokenTerms(token: string, profile: Profile): string[] {
  let terms = profile.cache().peek(token);
  if (terms) return terms;
  terms = pieces(token, profile)
    .map((piece) => termOf(piece, profile))
    .filter((term) => term !== '');
  if (token.length <= 64) profile.cache().set(token, terms);
  return terms;
}

export function tokensOf(text: string): string[] {
  const plain = normalise(text).replace(/(?<=\d),(?=\d{3}(?!\d))/g, '');
  return plain.match(HAS_DENSE.test(plain) ? MIXED : SPACED) ?? [];
}

/**
 * All terms of a chunk in order, repeated as they occur, without the stop words of its language.
 * @param language ISO 639-1, or 'und': no stop words, no stemming
 */
export function chunkTerms(text: string, language: string): string[] {
  const profile = profileOf(language);
  const terms: string[] = [];
  for (const token of tokensOf(text)) {
    for (const term of tokenTerms(token, profile)) terms.push(term);
  }
  return terms;
}

/**
 * The content words of a question, each with all forms it may have been indexed as. A question is too short to detect
 * its language, so it is expanded under every language of the documents; the one whose stop words match best decides
 * which words carry no content.
 * @param languages those of the app's documents, from `detectLanguage`
 */
export function questionTerms(question: string, languages: string[]): { word: string; variants: string[] }[] {
  const tokens = tokensOf(question);
  const spoken = (languages.length > 0 ? languages : ['und']).map(profileOf);
  const leading = leadingLanguage(tokens, spoken);
  const content = collect(tokens, spoken, (piece, profile) =>
    leading?.stops.has(foldFor(leading.language, piece)) ? '' : termOf(piece, profile),
  );
  if (content.length > 0) return content;
  return collect(tokens, spoken, (piece, { language, stem }) => foldFor(language, stem(piece)));
}

function collect(tokens: string[], spoken: Profile[], form: (piece: string, profile: Profile) => string) {
  const words = new Map<string, Set<string>>();
  for (const profile of spoken) {
    for (const piece of tokens.flatMap((token) => pieces(token, profile))) {
      const term = form(piece, profile);
      if (term === '') continue;
      if (!words.has(piece)) words.set(piece, new Set());
      words.get(piece)!.add(term);
    }
  }
  const distinct = new Map<string, { word: string; variants: string[] }>();
  for (const [word, forms] of words) {
    const variants = [...forms].sort();
    const key = variants.join(' ');
    if (!distinct.has(key)) distinct.set(key, { word, variants });
  }
  return [...distinct.values()];
}

let languagesByStop: Map<string, string[]> | undefined;

/** The number of stop words by language, most first; only languages with any. */
export function stopShares(words: string[]): { language: string; share: number }[] {
  if (!languagesByStop) {
    languagesByStop = new Map();
    for (const language of Object.keys(LANGUAGES)) {
      for (const stop of profileOf(language).stops) {
        const having = languagesByStop.get(stop);
        if (having) having.push(language);
        else languagesByStop.set(stop, [language]);
      }
    }
  }
  const counts = new Map<string, number>();
  for (const word of words) {
    const languages = languagesByStop.get(word) ?? languagesByStop.get(fold(word)) ?? [];
    for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts]
    .map(([language, count]) => ({ language, share: count / words.length }))
    .sort((a, b) => b.share - a.share);
}

/** The language whose stop words match a question best; undefined if two match equally. */
function leadingLanguage(tokens: string[], spoken: Profile[]): Profile | undefined {
  const [first, second] = spoken
    .map((profile) => ({ profile, stops: tokens.filter((token) => profile.stops.has(fold(token))).length }))
    .sort((a, b) => b.stops - a.stops);
  return first && first.stops > 0 && first.stops !== second?.stops ? first.profile : undefined;
}

/**
 * A text's words without accents, compounds split, scripts without spaces as unbroken runs; and which of them carry
 * no content in the best matching language. For models that know no languages.
 */
export function plainWords(text: string): { words: string[]; stops: Set<string> } {
  const plain = normalise(text);
  const words = plain.match(HAS_DENSE.test(plain) ? PLAIN_MIXED : PLAIN_SPACED) ?? [];
  const [first] = stopShares(words.length > SAMPLE_WORDS ? words.slice(0, SAMPLE_WORDS) : words);
  return { words: words.map(fold), stops: first ? profileOf(first.language).stops : NO_STOPS };
}
const PLAIN_SPACED = new RegExp(`${WORD}+`, 'gu');
const PLAIN_MIXED = new RegExp(`[${DENSE}]+|(?:(?![${DENSE}])${WORD})+`, 'gu');
const SAMPLE_WORDS = 100;
const NO_STOPS = new Set<string>();
