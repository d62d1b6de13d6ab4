// The two interfaces of a model, which providers implement.
import type { Effort } from '../contract/efforts.ts';

export type ChatTurn = { role: 'system' | 'user' | 'assistant'; content: string };

/** A call of a tool, as the model made it. `arguments` is JSON, or meant to be. */
export type ToolCall = {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
  /** Of the server's own; it wants it back (Gemini). */
  extra_content?: unknown;
};

/** A turn of a prompt: of the conversation, the model's calls of tools, or the result of one. */
export type PromptTurn =
  | ChatTurn
  | { role: 'assistant'; content: string; tool_calls: ToolCall[] }
  | { role: 'tool'; content: string; tool_call_id: string };

/** A tool that the model may call. `parameters`: JSON Schema. */
export type Tool = {
  type: 'function';
  function: { name: string; description: string; parameters: Record<string, unknown> };
};

/** Tools, and what the model has to know of them: it is added to the instructions where they are offered. */
export type Toolset = { definitions: Tool[]; rules: string };

/** How the model picks its words, beside the temperature; as OpenAI names it. */
export type Sampling = {
  top_p?: number;
  seed?: number;
  stop?: string | string[];
  frequency_penalty?: number;
  presence_penalty?: number;
};

export type ChatRequest = {
  model: string;
  messages: PromptTurn[];
  /** A server that takes none answers without. */
  tools?: Toolset | undefined;
  /** A picture (PNG) that the last message is about. */
  image?: Uint8Array;
  temperature?: number;
  sampling?: Sampling | undefined;
  /** Of the answer; thought gets room in addition. */
  maxOutputTokens?: number;
  /** Undefined: the model's own. */
  effort?: Effort | undefined;
  /** The session that the call is for, for its trace. */
  conversationId?: string | undefined;
  /** How often a call is repeated that does not come through. Default: 2. */
  retries?: number | undefined;
  /** The parts of `messages`, for a model that answers without a prompt. */
  question: string;
  /** The question before, if the question cannot be understood without it. */
  context?: string | undefined;
  passages: { text: string; tableHeader?: string | null }[];
  /** ISO 639-1 codes of the languages the passages may be in. */
  languages: string[];
};

export type TokenUsage = {
  inputTokens: number;
  /** Part of inputTokens. */
  cachedInputTokens: number;
  /** Part of inputTokens that was written to the provider's cache, at a price of its own. */
  cacheWriteTokens?: number;
  outputTokens: number;
  /** Part of outputTokens. */
  reasoningTokens?: number;
};
/** The usage of a call that was refused. */
export const NO_TOKENS: TokenUsage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };

export type ModelFinish = 'stop' | 'length' | 'content_filter';

/**
 * Pieces of an answer in order: text as it arrives; usage and finish reason when the model sends them. `retract`: all
 * text before this piece was thought. `thought` is only to be counted. `model` and `id`: as the server names them.
 */
export type ChatPiece = {
  text?: string;
  retract?: boolean;
  thought?: string;
  usage?: TokenUsage;
  finish?: ModelFinish;
  /** What the model calls instead of answering, or before it; in the last piece. */
  toolCalls?: ToolCall[];
  model?: string;
  id?: string;
};

export type ChatModel = {
  /**
   * Streams an answer. Nothing is sent before the first piece is requested; aborting ends the upstream call.
   * @throws model_failed, model_unavailable or model_timeout
   */
  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatPiece>;
};

/** How texts become vectors. Only vectors of one choice are comparable. */
export type EmbeddingChoice = {
  model: string;
  dimensions: number;
  /** Put before a question, and before a passage. */
  queryPrefix: string;
  documentPrefix: string;
};

/** The vectors that an app's questions are answered over: how they were made, and which rows of the index they are. */
export type AppVectors = EmbeddingChoice & {
  generation: number;
  /** Whether these vectors have an HNSW index. Without it, or if it is gone meanwhile, the search is exact. */
  indexed: boolean;
  /** Searched even while the app has others: an evaluation of a switch. */
  pinned?: true;
};

export type Embedded = {
  vectors: Float32Array[];
  tokens: number;
  estimated: boolean;
  /** Positions of the texts that were too long for the model and were embedded in parts. */
  inParts: number[];
};

export type EmbeddingModel = {
  /**
   * Embeds texts, in their order.
   * @throws model_failed, model_unavailable or model_timeout
   */
  embed(texts: string[], signal: AbortSignal): Promise<Embedded>;
};
