import type { Nearest } from '../contract/chat.ts';
import type { Passage } from '../retrieval/retrieve.ts';
import { bestSentence } from '../retrieval/sentences.ts';

const MOST = 3;
const LONGEST_QUOTE = 300;
/** Below that, a passage has hardly a word of the question. */
const LEAST_SCORE = 0.05;

/** What a client may offer where nothing was relevant: the nearest passage of each of the nearest documents. */
export function nearestOf(passages: Passage[], question: string): Nearest[] {
  const near = new Map<string, Nearest>();
  for (const passage of passages) {
    if (passage.score < LEAST_SCORE || near.has(passage.documentId)) continue;
    const { start, end } = bestSentence(passage.text, question, [passage.language]);
    near.set(passage.documentId, {
      document_id: passage.documentId,
      document_name: passage.documentName,
      title: passage.title,
      source_url: passage.sourceUrl,
      page: passage.page,
      quote: passage.text.slice(start, Math.min(end, start + LONGEST_QUOTE)).toWellFormed(),
    });
    if (near.size === MOST) break;
  }
  return [...near.values()];
}
