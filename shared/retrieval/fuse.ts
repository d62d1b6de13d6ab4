// Two scores into one. Weighted score fusion, lexical/best + w·cosine, beat reciprocal rank fusion on two data sets.

export type Candidate = { id: string; lexical: number; cosine: number };
export type Fused = Candidate & { score: number };

/** What the cosine counts against the lexical score. */
const COSINE_WEIGHT = 0.5;
/** BM25 gives a word that occurs once in a chunk of average length 1 of the K1 + 1 it could give. */
const ONCE = 2.2;

/**
 * Ranks candidates by both scores.
 * @param attainable the highest BM25 score that the question could reach: sum of its words' idf × (K1 + 1)
 * @returns best first; `score` is 0 to 1 and comparable between questions
 */
export function fuse(candidates: Candidate[], attainable: number): Fused[] {
  const best = Math.max(...candidates.map((candidate) => candidate.lexical), 0);
  const strength = best > 0 ? coverage(best, attainable) : 0;
  return candidates
    .map((candidate) => {
      const lexical = best > 0 ? candidate.lexical / best : 0;
      const fused = (lexical + COSINE_WEIGHT * Math.max(0, candidate.cosine)) / (1 + COSINE_WEIGHT);
      // The question's own strength scales all its scores alike, so that order stays and questions compare.
      return { ...candidate, score: fused * Math.max(strength, Math.min(1, Math.max(0, candidateBest(candidates)))) };
    })
    .sort((a, b) => b.score - a.score);
}

const candidateBest = (candidates: Candidate[]): number => Math.max(...candidates.map(({ cosine }) => cosine), 0);

/** Which share of a question's weight a lexical score stands for, 0 to 1: 1 means that every word is there. */
export const coverage = (lexical: number, attainable: number): number =>
  attainable > 0 ? Math.min(1, (lexical / attainable) * ONCE) : 0;

/**
 * Whether the best candidate has to do with the question at all: a good part of the question's words, or a meaning
 * that is near by any embedding model.
 */
export const isRelevant = (best: Candidate | undefined, attainable: number): boolean =>
  best !== undefined && (coverage(best.lexical, attainable) >= 0.33 || best.cosine >= 0.55);
