// Detects the language of a document. Separate from the terms, because its n-gram tables take memory that the API
// does not need.
import { detectAll } from 'tinyld';
import { stopShares, tokensOf } from './terms.ts';

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
/** N-grams take a millisecond per thousand characters, and more change nothing. */
const NGRAM_LENGTH = 1000;

/**
 * The main language of a document: by script if that decides, else by the share of stop words, else by n-grams.
 * @returns ISO 639-1 code, 'und' if unsure (tables, code, a few words)
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
  const guess = detectAll(sample.slice(0, NGRAM_LENGTH))[0];
  if (!guess) return 'und';
  const share = ranked.find(({ language }) => language === guess.lang)?.share ?? 0;
  return guess.accuracy >= 0.5 || share >= 0.15 ? guess.lang : 'und';
}
