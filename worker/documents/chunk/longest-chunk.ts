import { embeddingWindow } from '../../../shared/models/known-embeddings.ts';
import type { Config } from '../../../shared/platform/config.ts';
import { DEFAULT_MAX_TOKENS } from './default-max-tokens.ts';

/** Headings and prefixes come on top, and other vocabularies need more tokens for the same text than ours. */
const SHARE = 0.6;

/** Tokens of the longest chunk that an embedding model takes whole. */
export function longestChunk(model: string, models: Config['models']): number {
  const window = embeddingWindow(model, models) ?? Infinity;
  return Math.min(DEFAULT_MAX_TOKENS, Math.floor(window * SHARE));
}
