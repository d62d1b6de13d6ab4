import { z } from 'zod';
import { DocumentId, MessageId, Metadata, SessionId, label, queryInteger } from './fields.ts';
import { Filter } from './filter.ts';
import { ErrorCode } from './errors.ts';
import { HandoverOffer } from './handover-offer.ts';
import { operation } from './operation.ts';

export const MOST_OUTPUT_TOKENS = 128_000;

export const EndUserSignature = z
  .string()
  .regex(/^[0-9a-fA-F]{64}$/, 'must be 64 hexadecimal digits')
  .describe("HMAC-SHA-256 of end_user_id by the app's identity secret (panel, Keys), in hexadecimal.");

export const SendMessage = z.object({
  message: z.string().trim().min(1).max(32_000).meta({ example: 'Who is called first in an outage?' }),
  session_id: SessionId.optional().describe('Continue this session. Default: a new session.'),
  stream: z.boolean().default(false).describe('Answer as Server-Sent Events.'),
  end_user_id: label(200)
    .optional()
    .describe(
      'Your own identifier for the person who asks. Use a pseudonym. With a publishable key it needs end_user_signature.',
    ),
  end_user_signature: EndUserSignature.optional(),
  filter: Filter.optional(),
  metadata: Metadata.optional().describe('Stored with the question and returned with the session.'),
  model: label(200)
    .optional()
    .describe("A model that the app allows; default: the app's own. Another one needs a secret key."),
  temperature: z.number().min(0).max(2).optional().describe('Needs a secret key.'),
  max_output_tokens: z
    .int()
    .min(1)
    .max(MOST_OUTPUT_TOKENS)
    .optional()
    .describe("Default: the app's own. More than that needs a secret key."),
  resumable: z
    .boolean()
    .optional()
    .describe('Store the events and continue for 60 s without a reader, so that the answer can be resumed.'),
});
export type SendMessage = z.infer<typeof SendMessage>;

export const Citation = z
  .object({
    index: z.int().describe('The number used in the text: [1].'),
    document_id: DocumentId,
    document_name: z.string(),
    title: z.string().nullable().describe('The title of the document.'),
    source_url: z.string().nullable().describe('The address that the document was fetched from.'),
    headings: z.array(z.string()).describe('The headings above the quote, outermost first.'),
    page: z.int().nullable().describe('Null where the format has no pages.'),
    ocr: z
      .boolean()
      .describe('The quote was recognised by OCR on a picture of the page, and may contain errors.'),
    curated: z
      .boolean()
      .describe('The quote is from a curated answer, which a person wrote for such a question.'),
    start: z.int().describe("UTF-16 offset into the document's extracted text."),
    end: z.int(),
    quote: z.string(),
  })
  .meta({ id: 'Citation' });
export type Citation = z.infer<typeof Citation>;

export const Nearest = Citation.pick({
  document_id: true,
  document_name: true,
  title: true,
  source_url: true,
  page: true,
  quote: true,
}).meta({ id: 'Nearest' });
export type Nearest = z.infer<typeof Nearest>;

export const Usage = z
  .object({
    input_tokens: z.int(),
    output_tokens: z.int(),
    total_tokens: z.int(),
    cost: z.number().nullable().describe('US dollars; null if the model has no known price.'),
    unpriced_tokens: z.int().optional().describe('Tokens of a model without a known price.'),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof Usage>;

export const FinishReason = z.enum(['stop', 'length', 'no_context', 'content_filter', 'stopped']);
export type FinishReason = z.infer<typeof FinishReason>;

const Ending = {
  session_id: SessionId,
  message_id: MessageId,
  model: z.string(),
  usage: Usage,
  finish_reason: FinishReason,
  extract: z
    .boolean()
    .describe('The text is quoted from the documents word for word; no model has written it.'),
  ai_generated: z
    .literal(true)
    .optional()
    .describe("An AI system made this answer. Left out if the app's setting *AI disclosure* is off."),
  nearest: z
    .array(Nearest)
    .optional()
    .describe(
      'With `no_context`: what was nearest in the documents, at most three. It may or may not be related. Not in an answer that is replayed.',
    ),
  handover: HandoverOffer.optional().describe(
    'What the app offers to who wants a person: where nothing was found, or the visitor asks for one.',
  ),
  session_secret: z
    .string()
    .optional()
    .describe('For a session started with a publishable key: send it as X-Session-Secret to continue.'),
};

export const ReplayAnswer = z.object({
  message_id: MessageId,
  last_event_id: queryInteger(0, 2_147_483_647)
    .default(0)
    .describe(
      'The last event that was received. The header Last-Event-ID says the same. Default: from the start.',
    ),
});
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

const chatEvents = {
  message: z.object({ content: z.string() }).meta({ id: 'MessageEvent' }),
  citation: Citation,
  end: z.object(Ending).meta({ id: 'EndEvent' }),
  error: z
    .object({ code: ErrorCode, message: z.string(), request_id: z.string() })
    .meta({ id: 'ErrorEvent' }),
};

/** The events of an answer, in order. Every stream ends with exactly one `end` or `error`. */
export type ChatEvent =
  | { event: 'message'; data: { content: string } }
  | { event: 'citation'; data: Citation }
  | { event: 'end'; data: z.infer<typeof chatEvents.end> };

/** The last event of an answer that failed. */
export type ErrorEvent = { event: 'error'; data: z.infer<typeof chatEvents.error> };

/** The first event of an answer, inside the service only: transports turn it into headers. */
export type BegunEvent = {
  event: 'begun';
  data: { session_id: string; message_id: string; session_secret?: string | undefined };
};

/** Inside the service only: all text so far was the model's thought. What a reader has got cannot be taken back. */
export type RetractedEvent = { event: 'retracted'; data: Record<string, never> };

/** A running answer: its ids, then its events. */
export type AnswerEvent = BegunEvent | RetractedEvent | ChatEvent;

export const chat = {
  sendMessage: operation({
    id: 'sendMessage',
    tag: 'Chat',
    summary: 'Ask a question',
    description:
      'Answers from the documents of the app, with citations. With `"stream": true` the answer arrives as ' +
      'Server-Sent Events `message`, `citation`, then exactly one `end` or `error`.',
    method: 'post',
    path: '/chat',
    scope: 'chat',
    status: 200,
    input: SendMessage,
    output: z.object({ ...Ending, content: z.string(), citations: z.array(Citation) }).meta({ id: 'Answer' }),
    events: chatEvents,
    spends: true,
    errors: [
      'rate_limited',
      'session_not_found',
      'session_full',
      'secret_key_required',
      'model_not_allowed',
      'invalid_end_user_signature',
      'model_failed',
      'model_unavailable',
      'model_timeout',
      'server_stopping',
    ],
  }),
  stopAnswer: operation({
    id: 'stopAnswer',
    tag: 'Chat',
    summary: 'Stop a running answer',
    description:
      'Works from any process. The text so far is kept. An answer that has already ended does not change.',
    method: 'post',
    path: '/chat/{message_id}/stop',
    scope: 'chat',
    bySessionSecret: true,
    status: 200,
    input: z.object({ message_id: MessageId }),
    output: z.object({
      message_id: MessageId,
      status: z.enum(['streaming', 'complete', 'aborted', 'failed']),
    }),
    errors: ['message_not_found'],
  }),
  replayAnswer: operation({
    id: 'replayAnswer',
    tag: 'Chat',
    summary: 'Resume or replay an answer',
    description:
      'The events of an answer that was started with `"resumable": true`, from the last one received until the end.',
    method: 'get',
    path: '/chat/{message_id}/stream',
    scope: 'chat',
    bySessionSecret: true,
    status: 200,
    input: ReplayAnswer,
    output: z.object({}),
    events: chatEvents,
    alwaysStreams: true,
    errors: ['message_not_found', 'answer_not_resumable', 'answer_erased'],
  }),
};
