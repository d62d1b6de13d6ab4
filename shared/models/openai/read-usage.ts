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
  const inputTokens = countOf(usage['prompt_tokens'] ?? usage['input_tokens']);
  // Embeddings have no output.
  const completion = 'completion_tokens' in usage ? usage['completion_tokens'] : usage['output_tokens'];
  const visibleTokens = completion === undefined ? 0 : countOf(completion);
  // No request is empty: LM Studio, for one, reports 0 for embeddings.
  if (!inputTokens || visibleTokens === undefined) return undefined;
  const details = fieldsOf(usage['completion_tokens_details'] ?? usage['output_tokens_details']);
  const reasoning = countOf(details['reasoning_tokens'] ?? usage['reasoning_tokens']) ?? 0;
  const outputTokens = visibleTokens + outside(usage, inputTokens, visibleTokens, reasoning);
  const prompt = fieldsOf(usage['prompt_tokens_details'] ?? usage['input_tokens_details']);
  const cached = countOf(
    prompt['cached_tokens'] ??
      usage['prompt_cache_hit_tokens'] ??
      usage['cached_tokens'] ??
      usage['cache_read_input_tokens'],
  );
  const written = countOf(
    prompt['cache_write_tokens'] ?? usage['cache_creation_input_tokens'] ?? usage['cache_write_tokens'],
  );
  const cachedInputTokens = Math.min(inputTokens, cached ?? 0);
  const cacheWriteTokens = Math.min(inputTokens - cachedInputTokens, written ?? 0);
  const reasoningTokens = Math.min(outputTokens, reasoning || outputTokens - visibleTokens);
  return {
    inputTokens,
    cachedInputTokens,
    ...(cacheWriteTokens > 0 && { cacheWriteTokens }),
    outputTokens,
    ...(reasoningTokens > 0 && { reasoningTokens }),
  };
}

/** Output tokens that only the total has: the thinking of Gemini and Grok. */
function outside(usage: Fields, input: number, visible: number, reasoning: number): number {
  const total = countOf(usage['total_tokens']);
  const missing = total === undefined ? 0 : total - input - visible;
  if (missing <= 0) return 0;
  if (missing === reasoning) return reasoning;
  return reasoning === 0 && visible > 0 ? missing : 0;
}

type Fields = Record<string, unknown>;
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const countOf = (value: unknown): number | undefined =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_TOKENS ? Number(value) : undefined;
