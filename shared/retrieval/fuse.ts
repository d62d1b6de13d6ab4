// Combines two scores by weighted sum: on XQuAD better than reciprocal ranks, and comparable between questions.

export type Candidate = { id: string; lexical: number; cosine: number };
/** `coverage` and `nearness` are the two parts of `score`, each 0 to 1. */
export type Fused = Candidate & { score: number; coverage: number; nearness: number };

/**
 * Weight of nearness relative to coverage. Values from 0.25 to 0.5 rank alike, also with typos and without a stemmer.
 */
const COSINE_WEIGHT = 0.35;
/** How many candidates it takes to trust that the lowest cosine is that of an unrelated text. */
const DOUBT = 10;

/**
 * Ranks candidates by both scores.
 * @param candidates with BM25 scores and cosines of any embedding model
 * @param attainable the highest BM25 score that the question could reach: sum of its words' idf × (K1 + 1)
 * @returns best first; `score` is 0 to 1 and comparable between questions (0.2: weak, 0.4: usual for the right one)
 */
export function fuse(candidates: Candidate[], attainable: number): Fused[] {
  // A vector of zeros, which some servers return for a text without words, has no direction: pgvector gives NaN.
  const compared = candidates.map((one) => (Number.isNaN(one.cosine) ? { ...one, cosine: 0 } : one));
  const floor = unrelatedCosine(compared);
  return compared
    .map((candidate) => {
      const coverage = coverageOf(candidate.lexical, attainable);
      const nearness = clamp((candidate.cosine - floor) / (1 - floor || 1));
      return {
        ...candidate,
        coverage,
        nearness,
        score: (coverage + COSINE_WEIGHT * nearness) / (1 + COSINE_WEIGHT),
      };
    })
    .sort((a, b) => b.score - a.score || b.cosine - a.cosine);
}

/** The share of a question's weight that a chunk covers, 0 to 1; a word that occurs once gives half of its own. */
export function coverageOf(lexical: number, attainable: number): number {
  return attainable > 0 ? clamp(lexical / attainable) : 0;
}

/**
 * Models differ in the cosine of unrelated texts (0 or 0.7): estimated from the lowest candidate, if there are
 * enough.
 */
function unrelatedCosine(candidates: Candidate[]): number {
  const lowest = candidates.reduce((low, { cosine }) => Math.min(low, cosine), 1);
  return Math.max(0, lowest) * (candidates.length / (candidates.length + DOUBT));
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** If the best score, corrected for the question's length, is below this, nothing was found: of few candidates, of many. */
const LEAST_OF_FEW = 0.1;
const LEAST_OF_MANY = 0.25;
const FEW = 5;
const MANY = 60;
/** A long question is covered less than a short one that is as well answered, most of all in scripts without spaces. */
export const LENGTH_POWER = 0.2;
/** So near that no words need to match: paraphrases and other languages, with a model that knows meanings. */
const NEAR = 0.35;

/**
 * How relevant the best candidate is: 1 is just enough. With more candidates an accidental match is more likely, so
 * what is asked rises with their number. It keeps 97 % of the answerable questions of XQuAD in five languages (chosen on
 * every second question, checked on the others: npm run bench:answers).
 * @param candidates as returned by `fuse`
 * @param words number of the question's content words
 */
export function relevanceOf(candidates: Fused[], words: number): number {
  const best = candidates[0];
  if (!best) return 0;
  const crowd = clamp(Math.log(candidates.length / FEW) / Math.log(MANY / FEW));
  const least = LEAST_OF_FEW + (LEAST_OF_MANY - LEAST_OF_FEW) * crowd;
  const nearest = candidates.reduce((most, { nearness }) => Math.max(most, nearness), 0);
  return Math.max((best.score * Math.max(1, words) ** LENGTH_POWER) / least, nearest / NEAR);
}
