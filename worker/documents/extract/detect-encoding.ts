import chardet from 'chardet';
import { unicodeEncoding } from '../../../shared/documents/unicode-encoding.ts';
import { detectLanguage } from '../../../shared/retrieval/detect-language.ts';

/** Enough for statistics, however long the text is. */
const SAMPLE = 100_000;
const LEAST_CONFIDENCE = 20;

/**
 * The encoding of a text, as a label of the WHATWG encoding standard: by byte order mark, UTF-8 where it is valid,
 * UTF-16 by its pattern of bytes, else the likeliest older one in which the text makes sense.
 * @param bytes a text, or its beginning
 * @param declared by the text itself, e.g. in a page's head; believed where it fits
 * @returns undefined if in no encoding it is text
 */
export function detectEncoding(bytes: Uint8Array, declared?: string): string | undefined {
  const unicode = unicodeEncoding(bytes);
  if (unicode) return unicode;
  const sample = sampleOf(bytes);
  const guesses = chardet.analyse(sample).filter(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  const names = [declared, ...guesses.map(({ name }) => name), 'windows-1252'];
  const found = names.find((name) => name !== undefined && makesSense(sample, name));
  if (found === undefined || found === declared || !isLatin(found)) return found?.toLowerCase();
  // Latin alphabets look alike to statistics; the language shows through a few wrong letters.
  const alphabets = names.filter((name) => name !== undefined && isLatin(name) && makesSense(sample, name));
  return (alphabets.find((name) => fitsLanguage(name!, sample)) ?? found).toLowerCase();
}

/** Whether the text, read so, is in a language that is written so. */
function fitsLanguage(name: string, sample: Uint8Array): boolean {
  const language = detectLanguage(new TextDecoder(name).decode(sample));
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
