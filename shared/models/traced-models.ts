// A span for each model call, with OpenTelemetry's GenAI conventions and without any text.
import type { Attributes } from '@opentelemetry/api';
import type { Config } from '../platform/config.ts';
import type { ChatModel, ChatPiece, ChatRequest, EmbeddingChoice, EmbeddingModel } from './model.ts';
import { BUILTIN_CHAT, BUILTIN_EMBEDDING, type Models } from './open-models.ts';
import { endFailed, type Tracing } from '../platform/telemetry/tracing.ts';

/** The models with a span for each call; unchanged without tracing. */
export function tracedModels(models: Models, config: Config, tracing: Tracing | undefined): Models {
  if (!tracing) return models;
  const addressOf = (server: { baseUrl: string } | undefined) => server && new URL(server.baseUrl);
  const modelServer = addressOf(config.models.server);
  const about = (operation: 'chat' | 'embeddings', model: string, server = modelServer): Attributes => ({
    'gen_ai.operation.name': operation,
    'gen_ai.request.model': model,
    ...(model === BUILTIN_CHAT || model === BUILTIN_EMBEDDING
      ? { 'gen_ai.provider.name': 'docent' }
      : {
          'gen_ai.provider.name': 'openai',
          'server.address': server?.hostname,
          'server.port': Number(server?.port) || (server?.protocol === 'http:' ? 80 : 443),
        }),
  });

  async function* stream(model: ChatModel, request: ChatRequest, signal: AbortSignal, server?: URL) {
    const span = tracing!.begin(`chat ${request.model}`, {
      kind: 'client',
      attributes: {
        ...about('chat', request.model, server),
        'gen_ai.output.type': 'text',
        'gen_ai.conversation.id': request.conversationId,
        'gen_ai.request.temperature': request.temperature,
        'gen_ai.request.max_tokens': request.maxOutputTokens,
      },
    });
    const started = performance.now();
    let last: ChatPiece = {};
    let spoken = false;
    try {
      for await (const piece of model.stream(request, signal)) {
        if (!spoken && piece.text) {
          spoken = true;
          span.setAttribute('docent.time_to_first_token_ms', Math.round(performance.now() - started));
        }
        if (piece.usage || piece.finish || piece.model || piece.id) last = { ...last, ...piece };
        yield piece;
      }
    } catch (error) {
      return endAfter(error);
    } finally {
      // Also reached when the reader has gone away.
      if (span.isRecording()) {
        const { usage, finish, model: answered, id } = last;
        if (answered) span.setAttribute('gen_ai.response.model', answered);
        if (id) span.setAttribute('gen_ai.response.id', id);
        if (usage)
          span.setAttributes({
            'gen_ai.usage.input_tokens': usage.inputTokens,
            'gen_ai.usage.output_tokens': usage.outputTokens,
          });
        if (finish) span.setAttribute('gen_ai.response.finish_reasons', [finish]);
        span.end();
      }
    }
    function endAfter(error: unknown): never {
      endFailed(span, error);
      throw error;
    }
  }

  const embedding = (model: EmbeddingModel, choice: EmbeddingChoice): EmbeddingModel => ({
    async embed(texts, signal) {
      const span = tracing.begin(`embeddings ${choice.model}`, {
        kind: 'client',
        attributes: {
          ...about('embeddings', choice.model),
          'gen_ai.embeddings.dimension.count': choice.dimensions,
        },
      });
      try {
        const embedded = await model.embed(texts, signal);
        span.setAttribute('gen_ai.usage.input_tokens', embedded.tokens);
        span.end();
        return embedded;
      } catch (error) {
        endFailed(span, error);
        throw error;
      }
    },
  });

  const { pageReader } = models;
  return {
    ...models,
    pageReader: pageReader && {
      stream: (request, signal) => stream(pageReader, request, signal, addressOf(config.ocr?.server)),
    },
    chat(name) {
      const model = models.chat(name);
      return { stream: (request, signal) => stream(model, request, signal) };
    },
    embedQuestion: (choice) => embedding(models.embedQuestion(choice), choice),
    embedBatch: (choice) => embedding(models.embedBatch(choice), choice),
  };
}
