import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';

/** Enough for statistics, however long the text is. */
const SAMPLE = 100_000;
const LEAST_CONFIDENCE = 20;

/**
 * The encoding of a text, as a label of the WHATWG encoding standard: by byte order mark, UTF-8 where it is valid,
 * UTF-16 by its pattern of bytes, else the likeliest older one in which the text makes sense.
 * @param bytes a text, or its beginning
 * @param declared by the text itself, e.g. in a page's head; believed where it fits
 * @param languageOf detects the language, to choose between Latin encodings that look alike; optional, because it needs
 *   large tables
 * @returns undefined if in no encoding it is text
 */
export function detectEncoding(
  bytes: Uint8Array,
  declared?: string,
  languageOf?: (text: string) => string,
): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const wide = wideEncoding(bytes.subarray(0, SAMPLE));
  if (wide) return wide;
  if (isUtf8(bytes)) return 'utf-8';
  const sample = sampleOf(bytes);
  const guesses = chardet.analyse(sample).filter(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  const names = [declared, ...guesses.map(({ name }) => name), 'windows-1252'];
  const found = names.find((name) => name !== undefined && makesSense(sample, name));
  if (found === undefined || found === declared || !languageOf || !isLatin(found))
    return found?.toLowerCase();
  const alphabets = names.filter((name) => name !== undefined && isLatin(name) && makesSense(sample, name));
  return (alphabets.find((name) => fitsLanguage(name!, sample, languageOf)) ?? found).toLowerCase();
}

/** Whether the text, read so, is in a language that is written so. */
function fitsLanguage(name: string, sample: Uint8Array, languageOf: (text: string) => string): boolean {
  const language = languageOf(new TextDecoder(name).decode(sample));
  return language !== 'und' && (ALPHABETS[language] ?? WESTERN).includes(name);
}

const isLatin = (name: string): boolean =>
  /^(iso-8859-(1|2|9|13|15)|windows-(1250|1252|1254|1257|1258))$/i.test(name);

const WESTERN = ['windows-1252', 'ISO-8859-1'];
const CENTRAL = ['windows-1250', 'ISO-8859-2'];
const ALPHABETS: Record<string, string[]> = {
  ...Object.fromEntries(['cs', 'sk', 'hu', 'pl', 'sl', 'hr', 'ro'].map((language) => [language, CENTRAL])),
  ...Object.fromEntries(['lt', 'lv', 'et'].map((language) => [language, ['windows-1257']])),
  tr: ['windows-1254', 'ISO-8859-9'],
};

/** Where the first character beyond ASCII is. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, first - SAMPLE / 10);
  // Not in the middle of a line, and so not of a character.
  const lineEnd = start === 0 ? -1 : bytes.subarray(0, start).lastIndexOf(0x0a);
  const sample = bytes.subarray(lineEnd + 1, lineEnd + 1 + SAMPLE);
  const last = sample.length === SAMPLE ? sample.lastIndexOf(0x0a) : -1;
  return last > 0 ? sample.subarray(0, last) : sample;
}

/** UTF-16 without a mark: spaces and line ends as two bytes, and every second byte from a few values. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const pairs = Math.floor(bytes.length / 2);
  if (pairs < 4 || !bytes.includes(0)) return undefined;
  const kinds = { low: new Set<number>(), high: new Set<number>(), little: 0, big: 0 };
  for (let at = 0; at < pairs * 2; at += 2) {
    const [first, second] = [bytes[at]!, bytes[at + 1]!];
    kinds.low.add(first);
    kinds.high.add(second);
    if ((first === 0x20 || first === 0x0a) && second === 0) kinds.little += 1;
    if (first === 0 && (second === 0x20 || second === 0x0a)) kinds.big += 1;
  }
  const isFew = (some: Set<number>, others: Set<number>) => some.size * 2 < others.size;
  if (kinds.little * 50 > pairs && isFew(kinds.high, kinds.low)) return 'utf-16le';
  if (kinds.big * 50 > pairs && isFew(kinds.low, kinds.high)) return 'utf-16be';
  return undefined;
}

/** Valid in an encoding, without signs within words and capitals after small letters, as a wrong one has. */
function makesSense(bytes: Uint8Array, name: string): boolean {
  let text: string;
  try {
    text = new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return false;
  }
  let [foreign, odd] = [0, 0];
  const characters = [...text];
  for (const [at, character] of characters.entries()) {
    const code = character.codePointAt(0)!;
    if (code < 0x80) continue;
    foreign += 1;
    const isControl = code < 0xa0;
    const [before, after] = [characters[at - 1] ?? '', characters[at + 1] ?? ''];
    const isTurned = /\p{Lu}/u.test(character) && /\p{Ll}/u.test(before);
    const isWithin = before >= '\x80' && after >= '\x80' && !/[\p{L}\p{M}\p{N}\p{P}]/u.test(character);
    if (isControl || isTurned || isWithin || code === 0xfffd) odd += 1;
  }
  return odd * 8 <= foreign;
}
