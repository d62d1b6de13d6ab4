// The two interfaces of a model, which providers implement.

export type ChatTurn = { role: 'system' | 'user' | 'assistant'; content: string };

export type ChatRequest = {
  model: string;
  messages: ChatTurn[];
  temperature?: number;
  maxOutputTokens?: number;
  /** The parts of `messages`, for a model that answers without a prompt. */
  question: string;
  passages: { text: string }[];
  /** ISO 639-1 codes of the languages the passages may be in. */
  languages: string[];
};

export type TokenUsage = {
  inputTokens: number;
  /** Part of inputTokens. */
  cachedInputTokens: number;
  outputTokens: number;
  /** Part of outputTokens. */
  reasoningTokens?: number;
};
export type ModelFinish = 'stop' | 'length' | 'content_filter';

/** Pieces of an answer in order: text as it arrives; usage and finish reason when the model sends them. */
export type ChatPiece = { text?: string; usage?: TokenUsage; finish?: ModelFinish };

export type ChatModel = {
  /**
   * Streams an answer. Nothing is sent before the first piece is requested; aborting ends the upstream call.
   * @throws model_failed, model_unavailable or model_timeout
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatPiece>;
};

export type Embedded = { vectors: Float32Array[]; tokens: number; estimated: boolean };

export type EmbeddingModel = {
  /**
   * Embeds texts, in their order.
   * @throws model_failed, model_unavailable or model_timeout
   */
  embed(texts: string[], signal: AbortSignal): Promise<Embedded>;
};
