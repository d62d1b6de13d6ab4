import { setTimeout as sleep } from 'node:timers/promises';
import { ModelError } from '../model-error.ts';
import {
  NO_TOKENS,
  type ChatModel,
  type ChatPiece,
  type ChatRequest,
  type ModelFinish,
  type TokenUsage,
} from '../model.ts';
import { chatRequest } from './chat-request.ts';
import { frameReader, type Frames } from './read-frames.ts';
import type { ReadChunk } from './read-chunk.ts';
import { failureOf, emptyAnswer } from './empty-answer.ts';
import { postLearning } from './post-learning.ts';
import { toolCallReader } from './tool-call-reader.ts';
import { thoughtFilter, type Filtered } from './thought-filter.ts';
import { modelError, type ModelResponse, type Transport } from './transport.ts';

/**
 * Pieces are passed on at most 60 times a second, like a screen. Each costs a write to the reader's socket, half of
 * what an answer costs this process. Meanwhile data gathers in the body's bounded buffer.
 */
const FRAME_MS = 16;

/** Chat completions, streamed with usage. The first piece is passed on at once. */
export function openaiChat(transport: Transport): ChatModel {
  return {
    async *stream(request, signal) {
      const spent = yield* attempt(transport, request, signal);
      // The whole output limit went into thought. From now on there is room for it; what was spent is added.
      if (spent) yield* attempt(transport, request, signal, spent);
    },
  };
}

/** @returns what an answer cost that is to be repeated */
async function* attempt(
  transport: Transport,
  request: ChatRequest,
  signal: AbortSignal,
  before?: TokenUsage,
): AsyncGenerator<ChatPiece, TokenUsage | undefined, undefined> {
  const learned = transport.learned(request.model);
  const hadRoom = learned.thinks;
  const response = await postLearning(
    transport,
    '/chat/completions',
    request.model,
    () => chatRequest(request, learned),
    signal,
    { retries: request.retries },
  );
  const filter = thoughtFilter({ unopened: learned.unopenedThought !== 'no' });
  let piece: ChatPiece = {};
  let hasText = false;
  let hasThought = false;
  let finish: ModelFinish | undefined;
  let usage: TokenUsage | undefined;
  let failed: ModelError | undefined;
  let ended = false;
  let isPage = false;
  let answered: string | undefined;
  let id: string | undefined;

  const add = ({ text, thought, retract }: Filtered) => {
    if (retract) {
      piece = { ...piece, thought: (piece.thought ?? '') + (piece.text ?? ''), text: '', retract: true };
      hasText = false;
      if (learned.unopenedThought !== 'seen')
        transport.notice(request.model, 'thought without an opening tag');
      learned.unopenedThought = 'seen';
    }
    if (text) {
      piece.text = (piece.text ?? '') + text;
      hasText ||= text.trim() !== '';
    }
    if (thought) {
      piece.thought = (piece.thought ?? '') + thought;
      hasThought = true;
    }
  };
  const toolCalls = toolCallReader();
  const read = (chunk: ReadChunk) => {
    if (chunk.toolCalls) toolCalls.add(chunk.toolCalls);
    if (chunk.failure) return void (failed ??= failureOf(chunk.failure));
    if (chunk.thought) {
      add(filter.release());
      add({ text: '', thought: chunk.thought });
    }
    if (chunk.text) add(filter.pass(chunk.text));
    if (chunk.finish === 'interrupted') failed ??= new ModelError('model_failed', INTERRUPTED);
    else if (chunk.finish) finish = chunk.finish;
    if (chunk.usage) piece.usage = usage = chunk.usage;
    if (chunk.model && chunk.model !== answered) piece.model = answered = chunk.model;
    if (chunk.id && !id) piece.id = id = chunk.id;
  };
  const readAll = ({ chunks, done, page }: Frames) => {
    for (const chunk of chunks) read(chunk);
    ended ||= done || finish !== undefined;
    isPage ||= page;
  };

  const frames = frameReader(response.contentType);
  try {
    for await (const text of readBody(response, transport.betweenBytesMs)) {
      readAll(frames.read(text));
      if (piece.text || piece.retract || piece.thought || piece.usage) {
        yield withSpent(piece, before);
        piece = {};
        if (!ended) await sleep(FRAME_MS);
      }
      if (failed) throw failed;
    }
    readAll(frames.end());
    add(filter.end());
  } catch (error) {
    signal.throwIfAborted();
    throw modelError(error, { streams: true });
  }
  signal.throwIfAborted();
  if (failed) throw failed;
  noteThought();
  const called = request.tools ? toolCalls.calls() : [];
  if (
    !hasText &&
    called.length === 0 &&
    finish === 'length' &&
    request.maxOutputTokens &&
    !hadRoom &&
    !before &&
    learned.thinks
  ) {
    transport.notice(request.model, 'thought uses up the output limit');
    return usage ?? NO_TOKENS;
  }
  if (piece.text || piece.thought || piece.usage) yield withSpent(piece, before);
  if (!ended && !isPage) throw new ModelError('model_failed', INTERRUPTED);
  if (!hasText && called.length === 0) throw emptyAnswer({ finish, hasThought, isPage });
  yield { finish: finish ?? 'stop', ...(called.length > 0 && { toolCalls: called }) };
  return undefined;

  function noteThought(): void {
    const thinks = hasThought || (usage?.reasoningTokens ?? 0) > 0;
    const isCut = !hasText && toolCalls.calls().length === 0 && finish === 'length';
    if (thinks || (isCut && request.maxOutputTokens)) learned.thinks = true;
    if (learned.unopenedThought === 'likely' && hasText) learned.unopenedThought = 'no';
  }
}

const INTERRUPTED = 'The model server interrupted the answer.';

/** The usage of an answer that had to be repeated is part of what this one cost. */
function withSpent(piece: ChatPiece, before: TokenUsage | undefined): ChatPiece {
  if (!piece.usage || !before) return piece;
  const add = (name: keyof TokenUsage) => (piece.usage![name] ?? 0) + (before[name] ?? 0);
  return {
    ...piece,
    usage: {
      inputTokens: add('inputTokens'),
      cachedInputTokens: add('cachedInputTokens'),
      cacheWriteTokens: add('cacheWriteTokens'),
      outputTokens: add('outputTokens'),
      reasoningTokens: add('reasoningTokens'),
    },
  };
}

/** The body as text. A server that falls silent is a timeout; our own slowness is not. */
async function* readBody(
  { body }: ModelResponse,
  betweenBytesMs: number,
): AsyncGenerator<string, void, undefined> {
  body.setEncoding('utf8');
  let silent: NodeJS.Timeout | undefined;
  let waiting = true;
  const timeout = () => {
    if (waiting) body.destroy(Object.assign(new Error('silent'), { code: 'UND_ERR_BODY_TIMEOUT' }));
  };
  try {
    for await (const text of body) {
      waiting = false;
      yield text as string;
      waiting = true;
      if (silent) silent.refresh();
      else silent = setTimeout(timeout, betweenBytesMs);
    }
  } finally {
    clearTimeout(silent);
  }
}
