// The built-in answerer: no generation, but the best sentences of the best passages, each cited.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isHeading, sentenceScore, sentencesOf, wordWeights } from '../../retrieval/sentences.ts';
import { cosine, embedText } from './embedding.ts';
import type { ChatModel } from '../model.ts';
import { countTokensLater } from '../count-tokens-later.ts';

const MOST_SENTENCES = 3;
/** A further sentence is added if its score is at least this share of the best one. */
const WORTH_SAYING = 0.72;
/** Penalty per rank of the passage. */
const RANK_DISCOUNT = 0.93;
const PIECE = /\s*\S+/g;

export const extractiveChat: ChatModel = {
  async *stream({ question, passages, languages }, signal) {
    const chosen = chooseSentences(question, passages, languages);
    let said = '';
    for (const [index, { text, passage }] of chosen.entries()) {
      for (const piece of `${index > 0 ? ' ' : ''}${text} [${passage + 1}]`.match(PIECE) ?? []) {
        signal.throwIfAborted();
        said += piece;
        yield { text: piece };
        await nextTurn();
      }
    }
    const inputTokens = await countTokensLater([question, ...passages.map(({ text }) => text)]);
    yield {
      usage: { inputTokens, cachedInputTokens: 0, outputTokens: await countTokensLater([said]) },
      finish: 'stop',
    };
  },
};

type Chosen = { text: string; passage: number; start: number; score: number };

/** The best sentences, in the order of their passages, without repetitions. */
function chooseSentences(question: string, passages: { text: string }[], languages: string[]): Chosen[] {
  const pieces = passages.map(({ text }) => sentencesOf(text));
  const occurrences = new Map<string, number>();
  const all = pieces.flat();
  const wordsOf = wordWeights(question, languages);
  for (const sentence of all)
    for (const term of wordsOf.terms.keys())
      if (sentenceScore(sentence.text, { terms: new Map([[term, 1]]), total: 1 }, languages) > 0)
        occurrences.set(term, (occurrences.get(term) ?? 0) + 1);
  // A word in most of the sentences says little about which of them answers.
  for (const term of wordsOf.terms.keys())
    wordsOf.terms.set(term, Math.log(1 + all.length / (1 + (occurrences.get(term) ?? 0))));
  wordsOf.total = [...wordsOf.terms.values()].reduce((sum, weight) => sum + weight, 0);

  const meaning = embedText(question);
  const scored = pieces.flatMap((sentences, passage) =>
    sentences
      .filter((sentence) => !isHeading(sentence))
      .map(({ text, start }): Chosen => {
        const score =
          sentenceScore(text, wordsOf, languages) + 0.5 * Math.max(0, cosine(meaning, embedText(text)));
        return { text: readable(text), passage, start, score: score * RANK_DISCOUNT ** passage };
      }),
  );
  scored.sort((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  const chosen: Chosen[] = [];
  for (const candidate of scored) {
    if (chosen.length === MOST_SENTENCES || candidate.score < WORTH_SAYING * best) break;
    if (!chosen.some((other) => other.text === candidate.text)) chosen.push(candidate);
  }
  return chosen.sort((a, b) => a.passage - b.passage || a.start - b.start);
}

/** A sentence without the markup of its list, table or quotation. */
const readable = (text: string): string =>
  text
    .replace(/^(?:[-*+>|]\s+|\d{1,3}[.)]\s+)+/, '')
    .replaceAll(/\*\*|__|`/g, '')
    .replace(/\s*\|\s*$/, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
