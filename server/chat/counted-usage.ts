import { countTokens } from '../../shared/models/count-tokens.ts';
import type { ChatTurn, TokenUsage } from '../../shared/models/model.ts';

/** Tokens that chat formats add to each message (OpenAI's cookbook, "How to count tokens with tiktoken"). */
const TOKENS_PER_MESSAGE = 3;

/** Our own count, where the provider gave none: an answer broken off, or a server that reports no usage. */
export const countedUsage = (messages: ChatTurn[], text: string): TokenUsage => ({
  inputTokens: messages.reduce((sum, { content }) => sum + countTokens(content) + TOKENS_PER_MESSAGE, TOKENS_PER_MESSAGE),
  cachedInputTokens: 0,
  outputTokens: countTokens(text),
});
