// Writes answers in the format of OpenAI's Responses API, with citations as annotations.
import type { Citation, ChatEvent, FinishReason, Usage } from '../../../shared/contract/index.ts';
import type { AppCall } from '../../call.ts';
import type { Frames } from '../rest/send-events.ts';
import type { FormatOf } from '../rest/serve.ts';
import type { ResponseRequest } from './response-request.ts';

type Ids = { message_id: string; session_id?: string | undefined; session_secret?: string | undefined };
type Ending = Extract<ChatEvent, { event: 'end' }>['data'];
type Annotated = { text: string; annotations: object[] };

/** A response is named after its answer, so that it can be followed by previous_response_id. */
const idOf = ({ message_id }: Ids, requestId: string) =>
  (message_id || requestId).replace(/^(msg|req)_/, 'resp_');

const statusOf = (reason: FinishReason) =>
  reason === 'length' || reason === 'content_filter' ? 'incomplete' : 'completed';

const usageOf = ({ input_tokens, output_tokens, total_tokens, cost }: Usage) => ({
  input_tokens,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens,
  cost: cost ?? undefined,
});

/** OpenAI's fields, with the place of the source beside them. `at`: where the text cites it. */
const annotationOf = (citation: Citation, at: number) => ({
  type: 'file_citation',
  file_id: citation.document_id,
  filename: citation.document_name,
  index: at,
  citation,
});

const partOf = ({ text, annotations }: Annotated) => ({
  type: 'output_text',
  text,
  annotations,
  logprobs: [],
});

/** The parts of a response that do not change while it is made. */
function base(
  call: AppCall,
  { model, temperature, sampling, max_output_tokens, given }: ResponseRequest,
  ids: Ids,
) {
  const { session_id, session_secret, message_id } = ids;
  return {
    id: idOf(ids, call.requestId),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    background: false,
    error: null,
    incomplete_details: null as object | null,
    instructions: given.instructions,
    max_output_tokens: max_output_tokens ?? null,
    model: model ?? call.app.chatModel,
    output: [] as object[],
    parallel_tool_calls: true,
    previous_response_id: given.previous_response_id,
    reasoning: { effort: null, summary: null },
    service_tier: 'default',
    store: true,
    temperature: temperature ?? null,
    text: { format: { type: 'text' } },
    tool_choice: 'none',
    tools: [],
    top_p: sampling?.top_p ?? null,
    truncation: 'disabled',
    usage: null as object | null,
    user: null,
    metadata: given.metadata,
    ...(message_id && { session_id, session_secret, message_id }),
  };
}

const itemOf = (responseId: string, status: string, content: object[]) => ({
  id: responseId.replace('resp_', 'msg_'),
  type: 'message',
  role: 'assistant',
  status,
  content,
});

function finished(
  started: ReturnType<typeof base>,
  { model, usage, finish_reason, extract, ai_generated, nearest }: Ending,
  said: Annotated,
  warnings: string[],
) {
  const status = statusOf(finish_reason);
  return {
    ...started,
    status,
    model,
    ...(status === 'incomplete' && {
      incomplete_details: { reason: finish_reason === 'length' ? 'max_output_tokens' : finish_reason },
    }),
    output: [itemOf(started.id, status, [partOf(said)])],
    usage: usageOf(usage),
    no_context: finish_reason === 'no_context',
    extract,
    ai_generated,
    ...(nearest && { nearest }),
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Where the text cites a source; its end, if the mark is not there. */
const citedAt = (text: string, { index }: Citation) => {
  const at = text.indexOf(`[${index}]`);
  return at < 0 ? text.length : at;
};

export const responseFormat: FormatOf = (call, input) => {
  const request = input as ResponseRequest;
  return {
    answer(answer) {
      const { content: text, citations, ...ending } = answer;
      const annotations = citations.map((citation) => annotationOf(citation, citedAt(text, citation)));
      return finished(base(call, request, answer), ending, { text, annotations }, request.warnings);
    },
    frames: framesOf(call, request),
  };
};

function framesOf(call: AppCall, request: ResponseRequest): Frames {
  let sequence = 0;
  let ids: Ids = { message_id: '' };
  let started: ReturnType<typeof base> | undefined;
  const said: Annotated = { text: '', annotations: [] };
  const frame = (type: string, data: object) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...data })}\n\n`;
  const place = () => ({ item_id: itemOf(started!.id, '', []).id, output_index: 0, content_index: 0 });

  /** What comes before the first piece. */
  function opening(): string {
    if (started) return '';
    started = base(call, request, ids);
    const response = { ...started, status: 'in_progress' };
    const item = itemOf(started.id, 'in_progress', []);
    return (
      frame('response.created', { response }) +
      frame('response.in_progress', { response }) +
      frame('response.output_item.added', { output_index: 0, item }) +
      frame('response.content_part.added', { ...place(), part: partOf({ text: '', annotations: [] }) })
    );
  }

  function closing(ending: Ending): string {
    const response = finished(
      { ...started!, session_secret: ending.session_secret },
      ending,
      said,
      request.warnings,
    );
    const part = partOf(said);
    return (
      frame('response.output_text.done', { ...place(), text: said.text, logprobs: [] }) +
      frame('response.content_part.done', { ...place(), part }) +
      frame('response.output_item.done', { output_index: 0, item: response.output[0] }) +
      frame(`response.${response.status}`, { response })
    );
  }

  const failure = (code: string, message: string) => frame('error', { code, message, param: null });
  return {
    begun: (data) => {
      ids = data;
    },
    retracted: () => {
      said.text = '';
      said.annotations = [];
    },
    event({ event, data }) {
      if (event === 'error') return failure(data.code, data.message);
      const before = opening();
      if (event === 'message') {
        said.text += data.content;
        return (
          before + frame('response.output_text.delta', { ...place(), delta: data.content, logprobs: [] })
        );
      }
      if (event === 'end') return before + closing(data);
      const annotation = annotationOf(data, citedAt(said.text, data));
      const annotation_index = said.annotations.push(annotation) - 1;
      return (
        before + frame('response.output_text.annotation.added', { ...place(), annotation_index, annotation })
      );
    },
    error: ({ code, message }) => failure(code, message),
  };
}
