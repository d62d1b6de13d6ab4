import type { Usage } from '../../shared/contract/chat.ts';

/**
 * A usage object of the API.
 * @param cost exact decimal from the database, null where the model has no known price; JSON carries a number
 */
export const toUsage = (inputTokens: number, outputTokens: number, cost: string | null): Usage => ({
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
  cost: cost === null ? null : Number(cost),
  ...(cost === null && { unpriced_tokens: inputTokens + outputTokens }),
});
