// Writes events and answers in the format of OpenAI's chat completions, with citations in an extra field.
import type { Citation, ChatEvent, FinishReason, Usage } from '../../../shared/contract/index.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';
import type { Frames } from '../rest/send-events.ts';
import type { FormatOf } from '../rest/serve.ts';
import type { CompletionRequest, OpenaiQuestion } from './completion-request.ts';
import { openaiError } from './errors.ts';

/** Clients that know `cost` refuse an answer whose cost is null. */
const usageOf = (usage: Usage) => ({
  prompt_tokens: usage.input_tokens,
  completion_tokens: usage.output_tokens,
  total_tokens: usage.total_tokens,
  cost: usage.cost ?? undefined,
});

/** OpenAI has neither `no_context` (sent as a normal answer with an extra field) nor `stopped`. */
const finishOf = (reason: FinishReason) =>
  reason === 'no_context' || reason === 'stopped' ? 'stop' : reason;

const idOf = (requestId: string) => requestId.replace('req_', 'chatcmpl-');
const now = () => Math.floor(Date.now() / 1000);
const frame = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

type Ending = Extract<ChatEvent, { event: 'end' }>['data'];
/** A task belongs to no session. */
const docentFields = (
  {
    session_id,
    session_secret,
    message_id,
    finish_reason,
    extract,
    ai_generated,
    nearest,
  }: Omit<Ending, 'usage'>,
  { warnings }: OpenaiQuestion,
) => ({
  ...(session_id && { session_id, session_secret, message_id }),
  no_context: finish_reason === 'no_context',
  extract,
  ai_generated,
  ...(nearest && { nearest }),
  ...(warnings.length > 0 && { warnings }),
});

export const completionFormat: FormatOf = (call, input) => ({
  answer(answer) {
    const { content, citations, model, usage, finish_reason } = answer;
    const message = { role: 'assistant', content, refusal: null, citations };
    return {
      id: idOf(call.requestId),
      object: 'chat.completion',
      created: now(),
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(finish_reason) }],
      usage: usageOf(usage),
      ...docentFields(answer, input as OpenaiQuestion),
    };
  },
  frames: framesOf(call, input as CompletionRequest),
});

function framesOf(call: AppCall, request: CompletionRequest): Frames {
  const { model = call.app.chatModel, includeUsage } = request;
  const common = { id: idOf(call.requestId), object: 'chat.completion.chunk', created: now(), model };
  const chunk = (delta: { content?: string; citations?: Citation[] }, finish: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta: { ...role(), ...delta }, logprobs: null, finish_reason: finish }],
  });
  let begun = false;
  const role = () => {
    const first = !begun;
    begun = true;
    return first ? { role: 'assistant' } : {};
  };
  return {
    event({ event, data }) {
      if (event === 'message') return frame(chunk({ content: data.content }));
      if (event === 'citation') return frame(chunk({ citations: [data] }));
      if (event === 'error')
        return frame(openaiError(new DocentError(data.code, data.message), data.request_id));
      return (
        frame({ ...chunk({}, finishOf(data.finish_reason)), ...docentFields(data, request) }) +
        (includeUsage ? frame({ ...common, choices: [], usage: usageOf(data.usage) }) : '') +
        'data: [DONE]\n\n'
      );
    },
    error: (error, requestId) => frame(openaiError(error, requestId)),
  };
}
