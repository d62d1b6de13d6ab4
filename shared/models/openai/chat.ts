import { setTimeout as sleep } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import type OpenAI from 'openai';
import { DocentError } from '../../platform/errors.ts';
import type { ChatModel, ChatPiece, ModelFinish } from '../model.ts';
import { readUsage } from './read-usage.ts';
import { modelError, type Transport } from './transport.ts';

/**
 * Pieces are passed on at most 60 times a second, like a screen. Each costs a write to the reader's socket, half of
 * what an answer costs this process. Meanwhile data gathers in the body's bounded buffer.
 */
const FRAME_MS = 16;

/** Chat completions, streamed with usage. The first piece is passed on at once. */
export function openaiChat(transport: Transport, options: { modernParameters: boolean }): ChatModel {
  return {
    async *stream({ model, messages, temperature, maxOutputTokens }, signal) {
      const body = await transport.post(
        '/chat/completions',
        {
          model,
          messages,
          stream: true,
          stream_options: { include_usage: true },
          temperature,
          // OpenAI's newer models refuse max_tokens; most compatible servers know only that.
          [options.modernParameters ? 'max_completion_tokens' : 'max_tokens']: maxOutputTokens,
        } satisfies Partial<OpenAI.ChatCompletionCreateParamsStreaming>,
        signal,
      );
      let piece: ChatPiece = {};
      let failed: DocentError | undefined;
      let ended = false;
      const parser = createParser({
        onEvent({ data }) {
          if (data === '[DONE]') return void (ended = true);
          const chunk = parseChunk(data);
          if (!chunk || 'error' in chunk)
            return void (failed ??= new DocentError(
              'model_failed',
              'The model server interrupted the answer with an error.',
            ));
          const choice = chunk.choices?.[0];
          if (choice?.delta?.content) piece.text = (piece.text ?? '') + choice.delta.content;
          if (choice?.finish_reason) piece.finish = finishOf(choice.finish_reason);
          const usage = chunk.usage && readUsage(chunk.usage);
          if (usage) piece.usage = usage;
        },
      });
      body.setEncoding('utf8');
      try {
        for await (const text of body) {
          parser.feed(text as string);
          if (piece.finish) ended = true;
          if (piece.text || piece.finish || piece.usage) {
            yield piece;
            piece = {};
            if (!ended) await sleep(FRAME_MS);
          }
          if (failed) throw failed;
        }
      } catch (error) {
        signal.throwIfAborted();
        throw modelError(error);
      }
      signal.throwIfAborted();
      if (!ended) throw new DocentError('model_failed', 'The model server interrupted the answer.');
    },
  };
}

function parseChunk(data: string): OpenAI.ChatCompletionChunk | { error: unknown } | undefined {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}

const finishOf = (reason: string): ModelFinish =>
  reason === 'length' || reason === 'content_filter' ? reason : 'stop';
