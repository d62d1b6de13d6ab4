import { z } from 'zod';
import { ModelError } from '../model-error.ts';

/** Positions of the texts, best first; `tokens` is undefined where the server counts none. */
export type Ranking = { order: number[]; tokens: number | undefined };

const Ranked = z
  .object({
    index: z.int().min(0),
    relevance_score: z.number().optional(),
    // TEI's name for it.
    score: z.number().optional(),
  })
  .transform(({ index, relevance_score, score }) => ({ index, score: relevance_score ?? score }));
const Results = z.array(Ranked);
const Tokens = z.int().min(0).optional();

/** TEI answers with the list alone, Voyage calls it `data`, the others `results`. */
const Answer = z.union([
  Results.transform((results) => ({ results, tokens: undefined })),
  z
    .object({
      results: Results.optional(),
      data: Results.optional(),
      usage: z.object({ total_tokens: Tokens }).nullish(),
      meta: z.object({ tokens: z.object({ input_tokens: Tokens }).nullish() }).nullish(),
    })
    .transform(({ results, data, usage, meta }) => ({
      results: results ?? data ?? [],
      tokens: usage?.total_tokens ?? meta?.tokens?.input_tokens,
    })),
]);

/**
 * Reads the answer of any re-ranking server.
 * @param count of the texts
 * @throws model_failed if it ranks nothing
 */
export function readRanking(answer: unknown, count: number): Ranking {
  const parsed = Answer.safeParse(answer);
  const ranked = (parsed.data?.results ?? []).filter(
    ({ index, score }) => index < count && score !== undefined && Number.isFinite(score),
  );
  if (ranked.length === 0)
    throw new ModelError('model_failed', 'The re-ranking server named no passages with scores.');
  const order = ranked.toSorted((a, b) => b.score! - a.score!).map(({ index }) => index);
  return { order: [...new Set(order)], tokens: parsed.data!.tokens };
}
