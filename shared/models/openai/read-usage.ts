import type { TokenUsage } from '../model.ts';

/** The longest context that a model offers. A call cannot have used more. */
const MOST_TOKENS = 10_000_000;

/**
 * Reads the usage that a model server reports for a chat or an embedding.
 * @returns undefined if there is none, or its counts cannot be true: we count ourselves then. A part (cached,
 *   reasoning) is never more than its whole, and 0 if it cannot be true
 */
export function readUsage(reported: unknown): TokenUsage | undefined {
  const usage = fieldsOf(reported);
  const inputTokens = countOf(usage['prompt_tokens']);
  // Embeddings have no output.
  const outputTokens = usage['completion_tokens'] === undefined ? 0 : countOf(usage['completion_tokens']);
  // No request is empty: LM Studio, for one, reports 0 for embeddings.
  if (!inputTokens || outputTokens === undefined) return undefined;
  const cached = countOf(fieldsOf(usage['prompt_tokens_details'])['cached_tokens']) ?? 0;
  const reasoning = countOf(fieldsOf(usage['completion_tokens_details'])['reasoning_tokens']) ?? 0;
  return {
    inputTokens,
    cachedInputTokens: Math.min(inputTokens, cached),
    outputTokens,
    ...(reasoning > 0 && { reasoningTokens: Math.min(outputTokens, reasoning) }),
  };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const countOf = (value: unknown): number | undefined =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_TOKENS ? Number(value) : undefined;
