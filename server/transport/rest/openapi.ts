// The OpenAPI 3.1 document, generated from the contract.
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { AI_DISCLOSURE } from './headers.ts';
import { errorCodes, ErrorBody, type ErrorCode } from '../../../shared/contract/errors.ts';
import { UploadedAs } from '../../../shared/contract/documents.ts';
import { LONGEST_IDEMPOTENCY_KEY, type Operation } from '../../../shared/contract/operation.ts';
import { VERSION } from '../../../shared/platform/version.ts';
import { operations, type Bound } from '../operations.ts';
import { plainSchemas } from '../plain-schemas.ts';

/** Codes of every operation. */
const OF_ALL: ErrorCode[] = ['internal_error', 'server_stopping', 'headers_too_large'];
/** Further codes for operations that need a key. */
const OF_KEYS: ErrorCode[] = [
  'invalid_request',
  'missing_api_key',
  'malformed_api_key',
  'invalid_api_key',
  'api_key_expired',
  'api_key_revoked',
  'api_key_rotated',
  'app_archived',
  'missing_scope',
  'origin_not_allowed',
  'origin_required',
  'database_unavailable',
  'rate_limited',
];
const OF_IDEMPOTENCY: ErrorCode[] = ['idempotency_key_in_use', 'idempotency_key_reused'];
const OF_BODIES: ErrorCode[] = ['invalid_json', 'payload_too_large', 'unsupported_media_type'];

/** @param publicUrl the server's base URL, without a slash at the end */
export function openApiDocument(publicUrl: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { operation } of Object.values(operations).flatMap((group) => Object.values<Bound>(group)))
    (paths[operation.path] ??= {})[operation.method] = describe(operation);
  return plainSchemas(
    createDocument({
      openapi: '3.1.0',
      info: {
        title: 'Docent',
        version: VERSION,
        description: "Ask a company's documents: streamed answers that quote their sources.",
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: `${publicUrl}/api/v1` }],
      security: [{ bearer: [] }, { header: [] }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'An API key: sk_… on servers, pk_… in browsers.',
          },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
      paths,
    }),
  );
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, description, method, scope, status } = operation;
  const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const hasBody = method === 'post' || method === 'put';
  const shape = (operation.input as z.ZodObject).shape;
  const pick = (wanted: (name: string) => boolean) =>
    z.object(Object.fromEntries(Object.entries(shape).filter(([name]) => wanted(name))));
  const inPath = (name: string) => names.includes(name);
  const codes = new Set<ErrorCode>([
    ...operation.errors,
    ...OF_ALL,
    ...(scope ? OF_KEYS : []),
    ...(scope && hasBody ? OF_IDEMPOTENCY : []),
    ...(operation.spends ? (['quota_exceeded'] as const) : []),
    ...(hasBody ? OF_BODIES : []),
  ]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, scope && `Scope: \`${scope}\`.`].filter(Boolean).join('\n\n'),
    ...(scope === null && { security: [] }),
    requestParams: {
      ...headersOf(operation),
      ...(names.length > 0 && { path: pick(inPath) }),
      ...(!hasBody && Object.keys(shape).length > names.length && { query: pick((name) => !inPath(name)) }),
    },
    ...(hasBody &&
      Object.keys(shape).length > names.length && {
        requestBody: {
          required: true,
          content: requestContent(
            operation,
            pick((name) => !inPath(name)),
          ),
        },
      }),
    responses: {
      [status]: {
        description: 'Success',
        ...(operation.binary && { headers: FILE_HEADERS }),
        ...(operation.events && { headers: ANSWER_HEADERS }),
        content: successContent(operation),
      },
      ...(operation.alwaysStreams && { 204: { description: 'The last event was already received.' } }),
      ...errorResponses([...codes]),
    },
  };
}

const FILE = { type: 'string' as const, format: 'binary' };
const FILE_HEADERS = {
  'Content-Disposition': {
    description: 'An attachment with the name of the file.',
    schema: { type: 'string' as const },
  },
};

const ANSWER_HEADERS = {
  [AI_DISCLOSURE[0]]: {
    description: `\`${AI_DISCLOSURE[1]}\`, unless the app's setting *AI disclosure* is off.`,
    schema: { type: 'string' as const },
  },
};

/** Request headers beside those of authentication. */
function headersOf({ method, scope, bySessionSecret, events }: Operation) {
  const headers = {
    ...(scope &&
      (method === 'post' || method === 'put') && {
        'Idempotency-Key': z
          .string()
          .max(LONGEST_IDEMPOTENCY_KEY)
          .optional()
          .describe(
            'Runs a request with a JSON body once: repeated within 24 hours, it returns the same result.',
          ),
      }),
    ...((bySessionSecret || events) && {
      'X-Session-Secret': z
        .string()
        .optional()
        .describe('With a publishable key: the session_secret of the session that is continued or read.'),
    }),
  };
  return Object.keys(headers).length > 0 ? { header: z.object(headers) } : {};
}

const requestContent = (operation: Operation, schema: z.ZodObject) => ({
  'application/json': { schema },
  ...(operation.multipart && { 'multipart/form-data': { schema: formOf(operation.multipart) } }),
});

// Generators know no limits on parts of a form, so a part's limits are words.
const FILE_PART = z.string().meta({ format: 'binary' });
const formOf = (files: NonNullable<Operation['multipart']>) =>
  z.object({
    file: files === 'one' ? FILE_PART : z.array(FILE_PART),
    metadata: z.string().optional().describe('A JSON object.'),
    ...(files === true && {
      ...UploadedAs.shape,
      external_id: z
        .string()
        .optional()
        .describe(`${UploadedAs.shape.external_id.unwrap().description} 1 to 200 characters.`),
    }),
  });

function successContent({ output, events, binary, csv, alwaysStreams }: Operation) {
  if (binary)
    return Object.fromEntries(binary.map((type) => [type, { schema: { ...FILE, contentMediaType: type } }]));
  return {
    ...(!alwaysStreams && { 'application/json': { schema: output } }),
    ...(csv && { 'text/csv': { schema: { type: 'string' as const } } }),
    ...(events && {
      'text/event-stream': {
        schema: z.union(Object.values(events) as [z.ZodType, z.ZodType]).meta({
          description: `Data of the events ${Object.keys(events).join(', ')}; the last is \`end\` or \`error\`.`,
        }),
      },
    }),
  };
}

/** One response per status, with its codes. */
function errorResponses(codes: ErrorCode[]) {
  const byStatus = Map.groupBy(codes, (code) => errorCodes[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${errorCodes[code][1]}`).join('\n\n'),
        content: { 'application/json': { schema: ErrorBody } },
      },
    ]),
  );
}
