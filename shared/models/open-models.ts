import type { Config } from '../platform/config.ts';
import { DIMENSIONS, embedText } from './builtin/embedding.ts';
import { extractiveChat } from './builtin/extractive.ts';
import { countTokensLater } from './count-tokens-later.ts';
import { embeddingWindow, knownEmbedding } from './known-embeddings.ts';
import type { ChatModel, EmbeddingChoice, EmbeddingModel } from './model.ts';
import { ModelError } from './model-error.ts';
import { openaiChat } from './openai/chat.ts';
import { askDimensions, openaiEmbedding } from './openai/embeddings.ts';
import type { ModelServer } from './openai/model-server.ts';
import { openTransport } from './openai/transport.ts';
import type { Noticed } from './openai/server-memory.ts';
import { openReranker, type Reranker } from './rerank/open-reranker.ts';

export const BUILTIN_CHAT = 'builtin-extractive';
export const BUILTIN_EMBEDDING = 'builtin-hash';

export type Models = {
  /** @throws model_failed for a model of a server that is not configured */
  chat(model: string): ChatModel;
  /** Puts passages in order; undefined: no server is configured. */
  reranker: Reranker | undefined;
  /** The model that reads scanned pages; undefined: none is configured. */
  pageReader: ChatModel | undefined;
  /**
   * Whether a chat model of this name can be called here. Whether a model server knows it is only seen when it is
   * called.
   */
  hasChat(model: string): boolean;
  /** Whether a chat model may be offered tools: its server has not refused them yet. */
  takesTools(model: string): boolean;
  /** The same of an embedding model. */
  hasEmbedding(model: string): boolean;
  /** For the text of a question, on the path of a chat. */
  embedQuestion(choice: EmbeddingChoice): EmbeddingModel;
  /** For chunks, in batches. */
  embedBatch(choice: EmbeddingChoice): EmbeddingModel;
  /** The embedding of new apps, with the dimensions as configured or known. */
  defaultEmbedding: EmbeddingChoice;
  /** What is set or known of an embedding model. */
  knownChoice(model: string): KnownChoice;
  /** A choice with its dimensions: those that are not known are asked of the server by one call. @throws as a call */
  askEmbedding(known: KnownChoice, signal: AbortSignal): Promise<EmbeddingChoice>;
  /** Whether a warning of this model may be logged: at most once a minute. */
  mayWarnOf(model: string): boolean;
  /** The models that the server lists; undefined without one. @throws as a call */
  list(signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
};

/** A choice whose dimensions may be unknown. */
type KnownChoice = Omit<EmbeddingChoice, 'dimensions'> & { dimensions: number | undefined };

const USUAL_DIMENSIONS = 768;
const WARN_EVERY_MS = 60_000;
const MOST_WARNED = 1_000;
/** A document is continued by a later attempt, but each costs a run of its job. */
const BATCH_RETRIES = 4;

/** @param onLearned called when a server has refused a parameter, which is left out from then on */
export function openModels(config: Config, onLearned?: Noticed): Models {
  const { server, embedding } = config.models;
  const open = (server: ModelServer) =>
    openTransport(server, {
      firstByteMs: config.models.firstByteMs,
      betweenBytesMs: config.models.betweenBytesMs,
      proxies: config.proxies,
      onLearned,
    });
  const transport = server && open(server);
  const ocrTransport = config.ocr?.server && open(config.ocr.server);
  const rerankTransport = config.models.reranker && open(config.models.reranker);
  const warned = new Map<string, number>();
  const remoteChat = transport && openaiChat(transport);
  const local: EmbeddingModel = {
    embed: async (texts) => ({
      vectors: texts.map(embedText),
      tokens: await countTokensLater(texts),
      estimated: false,
      inParts: [],
    }),
  };
  const needServer = (model: string): never => {
    throw new ModelError(
      'model_failed',
      `The model ${model} needs a model server. The operator should set OPENAI_API_KEY or OPENAI_BASE_URL.`,
      { unused: true },
    );
  };
  const remote = (choice: EmbeddingChoice, prefix: string, retries?: number): EmbeddingModel =>
    transport
      ? withPrefix(
          openaiEmbedding(transport, choice, {
            retries,
            batchSize: config.models.embeddingBatchSize,
            window: embeddingWindow(choice.model, config.models),
          }),
          prefix,
        )
      : needServer(choice.model);
  const knownChoice = (model: string): KnownChoice => {
    if (model === BUILTIN_EMBEDDING)
      return { model, dimensions: DIMENSIONS, queryPrefix: '', documentPrefix: '' };
    const known = knownEmbedding(model);
    // The settings are about the model that they name.
    const set = model === embedding ? config.models : undefined;
    return {
      model,
      dimensions: set?.embeddingDimensions ?? known.dimensions,
      queryPrefix: set?.queryPrefix ?? known.queryPrefix ?? '',
      documentPrefix: set?.documentPrefix ?? known.documentPrefix ?? '',
    };
  };
  const usual = knownChoice(embedding);
  const defaultEmbedding: EmbeddingChoice = { ...usual, dimensions: usual.dimensions ?? USUAL_DIMENSIONS };
  return {
    chat: (model) => (model === BUILTIN_CHAT ? extractiveChat : (remoteChat ?? needServer(model))),
    reranker: rerankTransport && openReranker(rerankTransport),
    pageReader: ocrTransport && openaiChat(ocrTransport),
    hasChat: (model) => model === BUILTIN_CHAT || remoteChat !== undefined,
    takesTools: (model) =>
      model !== BUILTIN_CHAT && transport !== undefined && !transport.learned(model).leftOut.has('tools'),
    hasEmbedding: (model) => model === BUILTIN_EMBEDDING || transport !== undefined,
    embedQuestion: (choice) =>
      choice.model === BUILTIN_EMBEDDING
        ? withPrefix(local, choice.queryPrefix)
        : remote(choice, choice.queryPrefix),
    embedBatch: (choice) =>
      choice.model === BUILTIN_EMBEDDING
        ? withPrefix(local, choice.documentPrefix)
        : remote(choice, choice.documentPrefix, BATCH_RETRIES),
    defaultEmbedding,
    knownChoice,
    async askEmbedding({ dimensions, ...choice }, signal) {
      if (dimensions !== undefined) return { ...choice, dimensions };
      if (!transport) return needServer(choice.model);
      return { ...choice, dimensions: await askDimensions(transport, choice.model, signal) };
    },
    mayWarnOf(model) {
      const now = Date.now();
      if (now - (warned.get(model) ?? 0) < WARN_EVERY_MS) return false;
      if (warned.size >= MOST_WARNED) warned.clear();
      warned.set(model, now);
      return true;
    },
    list: async (signal) => transport?.get('/models', signal),
    close: async () => {
      await Promise.all([transport?.close(), ocrTransport?.close(), rerankTransport?.close()]);
    },
  };
}

const withPrefix = (model: EmbeddingModel, prefix: string): EmbeddingModel =>
  prefix === ''
    ? model
    : {
        embed: (texts, signal) =>
          model.embed(
            texts.map((text) => prefix + text),
            signal,
          ),
      };
