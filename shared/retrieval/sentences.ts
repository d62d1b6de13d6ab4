// Splits a passage into sentences and scores them against a text: for quotes, and for the built-in answers.
import { chunkTerms, questionTerms } from './terms.ts';

export type Sentence = { start: number; end: number; text: string };

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });
const HEADING = /^#{1,6}\s/;

/** The sentences of a text with their offsets, trimmed. A heading is one, and each line of a list or table. */
export function sentencesOf(text: string): Sentence[] {
  const sentences: Sentence[] = [];
  for (const { segment, index } of segmenter.segment(text)) {
    const trimmed = segment.trim();
    if (!/[\p{L}\p{N}]/u.test(trimmed)) continue;
    const start = index + segment.indexOf(trimmed);
    const last = sentences.at(-1);
    // "No. 5", "approx. 3": too short to be a statement, and on the same line as what follows.
    if (
      last &&
      last.text.length < 12 &&
      !HEADING.test(last.text) &&
      !text.slice(last.end, start).includes('\n')
    ) {
      last.end = start + trimmed.length;
      last.text = text.slice(last.start, last.end);
    } else sentences.push({ start, end: start + trimmed.length, text: trimmed });
  }
  return sentences;
}

export const isHeading = (sentence: Sentence): boolean => HEADING.test(sentence.text);

/** The weight of a text's words by term. Each word counts under every form it may be indexed as. */
type WordWeights = { terms: Map<string, number>; total: number };

/** Words of a question or statement, with equal weights unless `weightOf` is given. */
function wordWeights(
  text: string,
  languages: string[],
  weightOf: (word: string) => number = () => 1,
): WordWeights {
  const terms = new Map<string, number>();
  let total = 0;
  for (const { word, variants } of questionTerms(text, languages)) {
    const weight = weightOf(word);
    total += weight;
    for (const variant of variants) terms.set(variant, Math.max(weight, terms.get(variant) ?? 0));
  }
  return { terms, total };
}

/** The share of the weight that a sentence covers, 0 to 1, with a small penalty for length. */
function sentenceScore(sentence: string, { terms, total }: WordWeights, languages: string[]): number {
  if (total === 0) return 0;
  const own = new Set(
    (languages.length ? languages : ['und']).flatMap((language) => chunkTerms(sentence, language)),
  );
  let score = 0;
  for (const term of own) score += terms.get(term) ?? 0;
  return (Math.min(score, total) / total) * (1 / (1 + Math.max(0, own.size - 30) / 60));
}

/** The sentence of a passage that matches a statement best; the first one if none does. */
export function bestSentence(passage: string, statement: string, languages: string[]): Sentence {
  const all = sentencesOf(passage);
  const bodies = all.filter((sentence) => !isHeading(sentence));
  const candidates = bodies.length > 0 ? bodies : all;
  const weights = wordWeights(sentencesOf(statement).at(-1)?.text ?? statement, languages);
  let best: Sentence = candidates[0] ?? { start: 0, end: passage.length, text: passage };
  let bestScore = 0;
  for (const sentence of candidates) {
    const score = sentenceScore(sentence.text, weights, languages);
    if (score > bestScore) [best, bestScore] = [sentence, score];
  }
  return best;
}
