import type { KeptPassage } from '../../db/tables/conversations.ts';
import type { Fused } from '../retrieval/fuse.ts';
import type { Passage } from '../retrieval/retrieve.ts';

/** Passages that are kept of an answer, beside those that were used. */
const MOST_OTHERS = 4;

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** What is kept of a search: the passages in the prompt by their numbers, and the best of the others. */
export function keptPassages(candidates: Fused[], used: Passage[]): KeptPassage[] {
  const scored = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const inPrompt = new Set(used.map(({ chunkId }) => chunkId));
  const others = candidates.filter(({ id }) => !inPrompt.has(id)).slice(0, MOST_OTHERS);
  return [
    ...used.map(({ chunkId, score }, index): KeptPassage => {
      const found = scored.get(chunkId);
      return [
        chunkId,
        rounded(found?.score ?? score),
        found ? rounded(found.lexical) : null,
        found ? rounded(found.cosine) : null,
        index + 1,
      ];
    }),
    ...others.map(({ id, score, lexical, cosine }): KeptPassage => [
      id,
      rounded(score),
      rounded(lexical),
      rounded(cosine),
      null,
    ]),
  ];
}
