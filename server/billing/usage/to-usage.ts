import type { Usage } from '../../../shared/contract/chat.ts';

/**
 * A usage object of the API.
 * @param cost exact decimal from the database, null if the model has no known price; JSON carries a number
 */
export function toUsage(inputTokens: number, outputTokens: number, cost: string | null): Usage {
  const total = inputTokens + outputTokens;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens, total_tokens: total };
  // No tokens cost nothing, whatever the price.
  if (cost === null && total > 0) return { ...tokens, cost: null, unpriced_tokens: total };
  return { ...tokens, cost: Number(cost) };
}
