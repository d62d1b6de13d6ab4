import OpenAI from 'openai';
import { DocentError } from '../../platform/errors.ts';
import { countTokensLater } from '../count-tokens-later.ts';
import type { Embedded, EmbeddingModel } from '../model.ts';
import { readUsage } from './read-usage.ts';
import { modelError, refusal, type ModelServer, type Transport } from './transport.ts';

type Answer = { data: { index: number; embedding: string | number[] }[]; usage?: unknown };
type Model = { model: string; dimensions: number };

/** Embeds a question, on the path of a chat: one text through the thin transport. */
export function questionEmbedding(transport: Transport, { model, dimensions }: Model): EmbeddingModel {
  return {
    async embed(texts, signal) {
      const body = await transport.post('/embeddings', parameters(model, dimensions, texts), signal);
      try {
        return await read((await body.json()) as Answer, texts, dimensions);
      } catch (error) {
        signal.throwIfAborted();
        throw modelError(error);
      }
    },
  };
}

/** Embeds chunks in batches, with the official client and its retries and timeouts. */
export function batchEmbedding(server: ModelServer, { model, dimensions }: Model): EmbeddingModel {
  const client = new OpenAI({
    baseURL: server.baseUrl,
    apiKey: server.apiKey,
    maxRetries: 4,
    timeout: 120_000,
  });
  return {
    async embed(texts, signal) {
      try {
        const answer = await client.embeddings.create(parameters(model, dimensions, texts), { signal });
        return await read(answer, texts, dimensions);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof OpenAI.APIConnectionTimeoutError)
          throw new DocentError('model_timeout', undefined, {}, error);
        if (error instanceof OpenAI.APIConnectionError)
          throw new DocentError('model_unavailable', undefined, {}, error);
        if (error instanceof OpenAI.APIError && error.status) throw refusal(error.status);
        throw modelError(error);
      }
    },
  };
}

function parameters(model: string, dimensions: number, input: string[]): OpenAI.EmbeddingCreateParams {
  // Only the text-embedding-3 family accepts the length of its vectors; others refuse the field.
  const shortened = model.startsWith('text-embedding-3') ? { dimensions } : {};
  return { model, input, encoding_format: 'base64', ...shortened };
}

async function read(answer: Answer, texts: string[], dimensions: number): Promise<Embedded> {
  const vectors: Float32Array[] = Array.from({ length: texts.length });
  for (const { index, embedding } of answer.data) vectors[index] = decode(embedding);
  const wrong = vectors.find((vector) => vector?.length !== dimensions);
  if (vectors.includes(undefined as never) || wrong)
    throw new DocentError(
      'model_failed',
      `The embedding model returned ${wrong ? `vectors of ${wrong.length} dimensions instead of ${dimensions}` : 'too few vectors'}. ` +
        'The operator should check EMBEDDING_MODEL and EMBEDDING_DIMENSIONS.',
    );
  const reported = readUsage(answer.usage)?.inputTokens;
  return {
    vectors,
    tokens: reported ?? (await countTokensLater(texts)),
    estimated: reported === undefined,
  };
}

/** base64 little-endian float32, as from OpenAI. Servers that do not know the format send plain numbers. */
function decode(embedding: string | number[]): Float32Array {
  if (typeof embedding !== 'string') return Float32Array.from(embedding);
  const bytes = Buffer.from(embedding, 'base64');
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
