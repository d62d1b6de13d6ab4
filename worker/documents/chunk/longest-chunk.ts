import { knownEmbedding } from '../../../shared/models/known-embeddings.ts';
import type { Config } from '../../../shared/platform/config.ts';
import { DEFAULT_MAX_TOKENS } from './chunk-text.ts';

/** Headings and prefixes come on top, and other vocabularies need more tokens for the same text than ours. */
const SHARE = 0.6;

/** Tokens of the longest chunk that an embedding model takes whole. */
export function longestChunk(model: string, { embedding, embeddingMaxTokens }: Config['models']): number {
  const set = model === embedding ? embeddingMaxTokens : undefined;
  const window = set ?? knownEmbedding(model).window ?? Infinity;
  return Math.min(DEFAULT_MAX_TOKENS, Math.floor(window * SHARE));
}
