import type { Config } from '../platform/config.ts';
import { DIMENSIONS, embedText } from './builtin/embedding.ts';
import { extractiveChat } from './builtin/extractive.ts';
import { countTokensLater } from './count-tokens-later.ts';
import type { ChatModel, EmbeddingModel } from './model.ts';
import { openaiChat } from './openai/chat.ts';
import { batchEmbedding, questionEmbedding } from './openai/embeddings.ts';
import { openTransport } from './openai/transport.ts';
import { DocentError } from '../platform/errors.ts';

export const BUILTIN_CHAT = 'builtin-extractive';
export const BUILTIN_EMBEDDING = 'builtin-hash';

export type EmbeddingChoice = { model: string; dimensions: number };

export type Models = {
  /** @throws model_failed for a model of a server that is not configured */
  chat(model: string): ChatModel;
  /**
   * Whether a chat model of this name can be called here. Whether a model server knows it is only seen when it is
   * called.
   */
  hasChat(model: string): boolean;
  /** For the text of a question, on the path of a chat. */
  embedQuestion(choice: EmbeddingChoice): EmbeddingModel;
  /** For chunks, in batches. */
  embedBatch(choice: EmbeddingChoice): EmbeddingModel;
  /** The embedding of new apps. */
  defaultEmbedding: EmbeddingChoice;
  close(): Promise<void>;
};

const KNOWN_DIMENSIONS: Record<string, number> = {
  [BUILTIN_EMBEDDING]: DIMENSIONS,
  'text-embedding-3-small': 1536,
  'text-embedding-3-large': 3072,
  'text-embedding-ada-002': 1536,
};

export function openModels(config: Config): Models {
  const { server, embedding, embeddingDimensions } = config.models;
  const transport = server && openTransport(server);
  const remoteChat =
    transport &&
    openaiChat(transport, { modernParameters: new URL(server.baseUrl).hostname === 'api.openai.com' });
  const local: EmbeddingModel = {
    embed: async (texts) => ({
      vectors: texts.map(embedText),
      tokens: await countTokensLater(texts),
      estimated: false,
    }),
  };
  const needServer = (model: string): never => {
    throw new DocentError(
      'model_failed',
      `The model ${model} needs a model server. The operator should set OPENAI_API_KEY or OPENAI_BASE_URL.`,
    );
  };
  return {
    chat: (model) => (model === BUILTIN_CHAT ? extractiveChat : (remoteChat ?? needServer(model))),
    hasChat: (model) => model === BUILTIN_CHAT || remoteChat !== undefined,
    embedQuestion: (choice) =>
      choice.model === BUILTIN_EMBEDDING
        ? local
        : transport
          ? questionEmbedding(transport, choice)
          : needServer(choice.model),
    embedBatch: (choice) =>
      choice.model === BUILTIN_EMBEDDING
        ? local
        : server
          ? batchEmbedding(server, choice)
          : needServer(choice.model),
    defaultEmbedding: {
      model: embedding,
      dimensions: embeddingDimensions ?? KNOWN_DIMENSIONS[embedding] ?? 768,
    },
    close: async () => transport?.close(),
  };
}
