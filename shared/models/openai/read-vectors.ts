import { ModelError } from '../model-error.ts';
import { failureOf } from './empty-answer.ts';
import { readUsage } from './read-usage.ts';
import { wordsOf } from './refusal.ts';

/** `tokens`: undefined if the server reports none. */
export type Vectors = { vectors: Float32Array[]; tokens: number | undefined };

/**
 * Reads an answer of /embeddings: base64 or numbers; in the order of `index`, or of the list where an index is missing
 * or used twice.
 * @throws ModelError for an error in a body with status 200, or too few vectors
 */
export function readVectors(body: unknown, count: number): Vectors {
  const answer = (body ?? {}) as { data?: unknown; usage?: unknown };
  const data = Array.isArray(answer.data)
    ? (answer.data as { index?: unknown; embedding?: unknown }[])
    : undefined;
  if (!data)
    throw 'error' in answer || 'message' in answer
      ? failureOf(wordsOf(body))
      : new ModelError('model_failed', NO_LIST);
  const positions = new Set(data.map(({ index }) => index));
  const isIndexed = data.length === count && data.every((_, position) => positions.has(position));
  const vectors: Float32Array[] = Array.from({ length: count });
  for (const [position, { index, embedding }] of data.entries())
    vectors[isIndexed ? Number(index) : position] = decode(embedding);
  if (data.length !== count || vectors.some((vector) => vector.length === 0))
    throw new ModelError(
      'model_failed',
      'The embedding model returned too few vectors. The operator should check EMBEDDING_MODEL.',
    );
  return { vectors, tokens: readUsage(answer.usage)?.inputTokens };
}

const NO_LIST =
  'The model server returned no list of vectors. The operator should check EMBEDDING_MODEL, and whether the server has embeddings.';

/** base64 little-endian float32, as from OpenAI. Servers that do not know the format send plain numbers. */
function decode(embedding: unknown): Float32Array {
  // JSON has no NaN: llama.cpp writes null.
  if (typeof embedding !== 'string')
    return Float32Array.from(Array.isArray(embedding) ? embedding : [], (value) => value ?? NaN);
  const bytes = Buffer.from(embedding, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}
