// The OpenAPI 3.1 document of the OpenAI-compatible endpoint: what it takes of OpenAI's APIs, and what it adds.
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { Citation, ErrorCode, MessageId, Nearest, SessionId } from '../../../shared/contract/index.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { plainSchemas } from '../plain-schemas.ts';
import { CompletionRequest } from './completion-request.ts';
import { ResponseRequest } from './response-request.ts';

const OpenaiError = z
  .object({
    error: z.object({
      message: z.string().describe('What happened and what to do.'),
      type: z.string().describe("OpenAI's type of the error."),
      param: z.string().nullable().describe('The field that is refused.'),
      code: ErrorCode,
      request_id: z.string(),
    }),
  })
  .meta({ id: 'Error' });

/** What Docent adds to OpenAI's fields. */
const added = {
  session_id: SessionId.optional().describe('Absent for tasks of chat programs, such as titles.'),
  session_secret: z.string().optional().describe('With a publishable key: send it as X-Session-Secret.'),
  message_id: MessageId.optional(),
  no_context: z.boolean().describe('Nothing relevant was found.'),
  extract: z
    .boolean()
    .describe('The text is quoted from the documents word for word; no model has written it.'),
  nearest: z.array(Nearest).optional().describe('With no_context: what was nearest in the documents.'),
  warnings: z.array(z.string()).optional().describe('What was left out of the request.'),
};

const Completion = z
  .looseObject({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.looseObject({
        index: z.int(),
        message: z.looseObject({
          role: z.literal('assistant'),
          content: z.string(),
          citations: z.array(Citation),
        }),
        finish_reason: z.enum(['stop', 'length', 'content_filter']),
      }),
    ),
    usage: z.looseObject({
      prompt_tokens: z.int(),
      completion_tokens: z.int(),
      total_tokens: z.int(),
      cost: z.number().optional().describe('US dollars; absent if the model has no known price.'),
    }),
    ...added,
  })
  .meta({ id: 'ChatCompletion' });

const Answer = z
  .looseObject({
    id: z.string().describe('Send it as previous_response_id to continue.'),
    object: z.literal('response'),
    created_at: z.int(),
    status: z.enum(['completed', 'incomplete']),
    model: z.string(),
    output: z.array(
      z.looseObject({
        type: z.literal('message'),
        content: z.array(
          z.looseObject({
            type: z.literal('output_text'),
            text: z.string(),
            annotations: z.array(z.looseObject({ type: z.literal('file_citation'), citation: Citation })),
          }),
        ),
      }),
    ),
    usage: z.looseObject({ input_tokens: z.int(), output_tokens: z.int(), total_tokens: z.int() }),
    ...added,
  })
  .meta({ id: 'Response' });

const Model = z
  .looseObject({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })
  .meta({ id: 'Model' });

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const refused = { description: "An error in OpenAI's form.", content: json(OpenaiError) };

/** An operation that answers a question, whole or as events. */
const asking = (
  operationId: string,
  summary: string,
  input: z.ZodType,
  output: z.ZodType,
): ZodOpenApiOperationObject => ({
  operationId,
  summary,
  description: 'Scope: `chat`. What changes the answer and cannot be honoured is refused by name.',
  requestParams: {
    header: z.object({
      'Idempotency-Key': z.string().optional(),
      'X-Session-Secret': z.string().optional(),
    }),
  },
  requestBody: { required: true, content: json(input) },
  responses: {
    200: {
      description: "Success; with `stream: true`, OpenAI's events.",
      content: { ...json(output), 'text/event-stream': { schema: z.string() } },
    },
    default: refused,
  },
});

const reading = (operationId: string, summary: string, output: z.ZodType, path?: z.ZodObject) => ({
  operationId,
  summary,
  ...(path && { requestParams: { path } }),
  responses: { 200: { description: 'Success', content: json(output) }, default: refused },
});

/** @param publicUrl the server's base URL, without a slash at the end */
export const openaiDocument = (publicUrl: string) =>
  plainSchemas(
    createDocument({
      openapi: '3.1.0',
      info: {
        title: 'Docent, OpenAI-compatible endpoint',
        version: VERSION,
        description: "Answers from a company's documents, for clients of OpenAI's APIs.",
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: `${publicUrl}/openai/v1` }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      paths: {
        '/chat/completions': {
          post: asking(
            'createChatCompletion',
            'Ask a question as a chat completion',
            CompletionRequest,
            Completion,
          ),
        },
        '/responses': {
          post: asking('createResponse', 'Ask a question as a response', ResponseRequest, Answer),
        },
        '/models': {
          get: reading(
            'listModels',
            'List the models that may be named',
            z.looseObject({ object: z.literal('list'), data: z.array(Model) }),
          ),
        },
        '/models/{model}': {
          get: reading('getModel', 'Get a model', Model, z.object({ model: z.string() })),
        },
      },
    }),
  );
