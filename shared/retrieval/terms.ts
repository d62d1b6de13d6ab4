// Words to search terms: the same folding for chunks and questions, so that both meet in the index.
import snowball from 'snowball-stemmers';
import * as stopword from 'stopword';
import { detectAll } from 'tinyld';

type Profile = {
  language: string;
  stops: Set<string>;
  stem: (word: string) => string;
  /** Token → its terms. Bounded: emptied when full, which costs less than keeping an order. */
  cache: Map<string, string[]>;
};

/** ISO 639-1 → [key of the stop word list, Snowball algorithm]; an absent one is ''. */
const LANGUAGES: Record<string, [list: string, algorithm: string]> = {
  ar: ['ara', 'arabic'],
  bg: ['bul', ''],
  bn: ['ben', ''],
  ca: ['cat', 'catalan'],
  cs: ['ces', 'czech'],
  da: ['dan', 'danish'],
  de: ['deu', 'german'],
  el: ['ell', ''],
  en: ['eng', 'english'],
  es: ['spa', 'spanish'],
  et: ['est', ''],
  eu: ['eus', 'basque'],
  fa: ['fas', ''],
  fi: ['fin', 'finnish'],
  fr: ['fra', 'french'],
  ga: ['gle', 'irish'],
  gl: ['glg', ''],
  gu: ['guj', ''],
  he: ['heb', ''],
  hi: ['hin', ''],
  hr: ['hrv', ''],
  hu: ['hun', 'hungarian'],
  hy: ['hye', 'armenian'],
  id: ['ind', ''],
  it: ['ita', 'italian'],
  ja: ['jpn', ''],
  ko: ['kor', ''],
  lt: ['lit', ''],
  lv: ['lav', ''],
  mr: ['mar', ''],
  ms: ['msa', ''],
  nl: ['nld', 'dutch'],
  no: ['nob', 'norwegian'],
  pl: ['pol', ''],
  pt: ['por', 'portuguese'],
  ro: ['ron', 'romanian'],
  ru: ['rus', 'russian'],
  sk: ['slk', ''],
  sl: ['slv', 'slovene'],
  sv: ['swe', 'swedish'],
  sw: ['swa', ''],
  ta: ['', 'tamil'],
  th: ['tha', ''],
  tl: ['tgl', ''],
  tr: ['tur', 'turkish'],
  uk: ['ukr', ''],
  ur: ['urd', ''],
  vi: ['vie', ''],
  zh: ['zho', ''],
};

/** Question words and short forms that the lists lack. */
const MORE_STOPS: Record<string, string> = {
  ar: 'ما ماذا متى كم هل لماذا كيف أين من في على عن هو هي',
  de: 'was wer wen wem wessen wann wo wie warum wieso weshalb welche welcher welches welchen welchem wieviel viele',
  el: 'τι ποτε ποσο ποσα ποσοι ποσεσ γιατι του της τους τις ειναι ηταν απο ποιος ποιους ποιες στις στους',
  en:
    'when why whose whom does done has having no nor not so than were was its it is i you us ' +
    'dont doesnt didnt isnt arent wasnt werent wont wouldnt cant cannot couldnt shouldnt hasnt havent hadnt',
  es: 'qué quién quiénes cuál cuáles cuándo cuánto cuántos cuánta cuántas cómo dónde es son fue era eran ser ha',
  fr: 'quel quelle quels quelles qui que quoi quand où comment combien pourquoi est sont était étaient',
  hi: 'क्या कब कहाँ कहां कैसे क्यों कितने कितनी किन किसके किसने',
  id: 'apa siapa kapan mana bagaimana mengapa berapa',
  it: 'quale quali quando quanto quanti quante come dove chi perché cosa',
  ko: '무엇 누구 언제 어디 어떻게 얼마 어떤',
  nl: 'wat wie wanneer waar hoe waarom welke welk hoeveel',
  pl: 'co kto kiedy gdzie jak ile jaki jaka jakie który która które dlaczego',
  pt: 'qual quais quem quando quanto quantos quantas como onde que por é são foi',
  ro: 'care când unde cum cât câți câte cine de ce este sunt fost era',
  ru: 'какой какая какое какие каких каким когда где кто что сколько почему как который которая которые чем',
  sv: 'vad vem när var hur varför vilken vilket vilka många',
  tr: 'ne nerede nasıl neden kim kaç hangi hangisi nedir kimdir zaman',
  uk: 'який яка яке які коли де хто що скільки чому як',
  vi: 'ai gì nào đâu bao nhiêu khi thế sao ở',
  zh: '什么 哪个 哪些 哪里 谁 何时 多少 如何 为什么 是什 么是',
};

const CACHE_SIZE = 50_000;
/** Scripts written without spaces between words, and Hangul, whose particles cling to their word. */
const DENSE =
  '\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u3007\\u3040-\\u30FF\\u3400-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}';
const WORD = '[\\p{L}\\p{M}\\p{N}]';
const HAS_DENSE = new RegExp(`[${DENSE}]`, 'u');
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
  const words = (stopword as unknown as Record<string, string[]>)[list] ?? [];
  const more = MORE_STOPS[language]?.split(' ') ?? [];
  const all = [...words, ...more].map(normalise);
  const stops = new Set([...all.map(fold), ...(language === 'vi' ? all : [])]);
  const stemmer = algorithm ? snowball.newStemmer(algorithm) : undefined;
  const stem = stemmer ? (word: string) => stemmer.stem(word) : (word: string) => cut(word, language);
  const profile = { language, stops, stem, cache: new Map() };
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
      // NFKC takes the Thai and Lao vowel am apart, and the word segmenter then fails.
      .replaceAll('\u0e4d\u0e32', '\u0e33')
      .replaceAll('\u0ecd\u0eb2', '\u0eb3')
      .replace(/[\u00ad\u200b-\u200f\u0640\ufeff]/g, '')
      .replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59]/g, (digit) => {
        const code = digit.charCodeAt(0);
        return String(code - DIGIT_ZEROS.findLast((zero) => zero <= code)!);
      })
  );
}

/** Without accents in the scripts where leaving them out is a spelling, not another letter. */
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

/** Inflected languages without a Snowball stemmer: the beginning of a word (McNamee & Mayfield 2004). */
const CUT_LENGTH = 6;
const CUT = new Set(['bg', 'el', 'et', 'gl', 'hr', 'lt', 'lv', 'pl', 'sk', 'uk']);
function cut(word: string, language: string): string {
  if (CUT.has(language)) return word.slice(0, CUT_LENGTH);
  if (language === 'hi') return word.length > 3 ? word.replace(/(?:ियों|ियाँ|ियां|ओं|एँ|एं|[ा-ौंँ])+$/u, '') : word;
  return word;
}

/** Vietnamese tells syllables apart by their marks alone. */
function foldFor(language: string, word: string): string {
  return language === 'vi' ? word : fold(word);
}

/** The surface forms a token is searched by: its parts and, for a compound, the whole first. */
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

/** Han, kana and Hangul as overlapping pairs (and single Han signs); South-East Asian scripts as words. */
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
  const folded = foldFor(profile.language, piece);
  if (profile.stops.has(folded)) return '';
  if (!/^[\p{L}\p{M}]+$/u.test(piece)) return folded;
  return foldFor(profile.language, profile.stem(piece));
}

function tokenTerms(token: string, profile: Profile): string[] {
  let terms = profile.cache.get(token);
  if (terms) return terms;
  terms = pieces(token, profile)
    .map((piece) => termOf(piece, profile))
    .filter((term) => term !== '');
  if (profile.cache.size >= CACHE_SIZE) profile.cache.clear();
  if (token.length <= 64) profile.cache.set(token, terms);
  return terms;
}

function tokensOf(text: string): string[] {
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
 * The content words of a question, each with all forms it may have been indexed as.
 * A question is too short to tell its language from, so it is expanded under every language of the documents;
 * the one whose stop words fit it best decides which words carry no content.
 * @param languages those of the app's documents, as `detectLanguage` gave them
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

/** How many of the words are stop words, by language, most first; only languages with any. */
function stopShares(words: string[]): { language: string; share: number }[] {
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

/** The language whose stop words fit a question best; undefined when two fit alike. */
function leadingLanguage(tokens: string[], spoken: Profile[]): Profile | undefined {
  const candidates = new Set(spoken.map(({ language }) => language));
  const [first, second] = stopShares(tokens).filter(({ language }) => candidates.has(language));
  return first && first.share !== second?.share ? profileOf(first.language) : undefined;
}

/**
 * A text's words without accents, compounds taken apart, scripts without spaces as unbroken runs;
 * and which of them carry no content in the language they fit best. For models that know no languages.
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

const SCRIPTS: [RegExp, string][] = [
  [/[\u3040-\u30ff]/g, 'ja'],
  [/[\uac00-\ud7af]/g, 'ko'],
  [/[\u3400-\u9fff]/g, 'zh'],
  [/[\u0e00-\u0e7f]/g, 'th'],
  [/[\u0370-\u03ff]/g, 'el'],
  [/[\u0590-\u05ff]/g, 'he'],
  [/[\u0530-\u058f]/g, 'hy'],
  [/[\u0980-\u09ff]/g, 'bn'],
  [/[\u0a80-\u0aff]/g, 'gu'],
  [/[\u0b80-\u0bff]/g, 'ta'],
];
const SAMPLE_LENGTH = 4000;

/**
 * The language most of a document is written in.
 * By script where that says it; else by the share of stop words, the steadiest sign in running text; else by n-grams.
 * @returns ISO 639-1 code, 'und' when unsure (tables, code, a few words)
 */
export function detectLanguage(text: string): string {
  const sample = text.slice(0, SAMPLE_LENGTH);
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 3) return 'und';
  for (const [script, language] of SCRIPTS) {
    const share = (sample.match(script)?.length ?? 0) / letters;
    if (share > (language === 'ja' ? 0.1 : 0.4)) return language;
  }
  const tokens = tokensOf(sample);
  const ranked = stopShares(tokens);
  const [first, second] = ranked;
  const lead = (first?.share ?? 0) / (second?.share ?? 0.01);
  if (
    first &&
    tokens.length >= 8 &&
    (first.share >= 0.15 ? lead > 1.25 : first.share >= 0.08 && lead > 1.5)
  ) {
    return first.language;
  }
  const guess = detectAll(sample)[0];
  if (!guess) return 'und';
  const share = ranked.find(({ language }) => language === guess.lang)?.share ?? 0;
  return guess.accuracy >= 0.5 || share >= 0.15 ? guess.lang : 'und';
}
