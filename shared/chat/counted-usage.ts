import { countTokensLater } from '../models/count-tokens-later.ts';
import type { PromptTurn, TokenUsage } from '../models/model.ts';

/** Tokens that chat formats add to each message (OpenAI's cookbook, "How to count tokens with tiktoken"). */
const TOKENS_PER_MESSAGE = 3;

/**
 * Counts tokens ourselves if the provider sent no usage: an aborted answer, or a server that reports none. Thought is
 * output.
 */
export async function countedUsage(messages: PromptTurn[], text: string, thought = ''): Promise<TokenUsage> {
  const reasoningTokens = thought === '' ? 0 : await countTokensLater([thought]);
  return {
    inputTokens:
      (await countTokensLater(messages.map(({ content }) => content))) +
      TOKENS_PER_MESSAGE * (messages.length + 1),
    cachedInputTokens: 0,
    outputTokens: (await countTokensLater([text])) + reasoningTokens,
    ...(reasoningTokens > 0 && { reasoningTokens }),
  };
}
