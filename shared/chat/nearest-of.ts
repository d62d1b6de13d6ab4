import type { Nearest } from '../contract/chat.ts';
import type { Retrieval } from '../retrieval/retrieve.ts';
import { bestSentence } from '../retrieval/sentences.ts';

const MOST = 3;
const LONGEST_QUOTE = 300;
/** A passage with no word of the question has to be this near; 0.35 would count as found. */
const LEAST_NEARNESS = 0.2;

/** What a client may offer where nothing was relevant: the nearest passage of each of the nearest documents. */
export function nearestOf({ passages, candidates }: Retrieval, question: string): Nearest[] {
  const isNear = new Set(
    candidates
      .filter(({ coverage, nearness }) => coverage > 0 || nearness >= LEAST_NEARNESS)
      .map(({ id }) => id),
  );
  const near = new Map<string, Nearest>();
  for (const passage of passages) {
    if (!isNear.has(passage.chunkId) || near.has(passage.documentId)) continue;
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
