import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export const Scope = z.enum([
  'chat',
  'documents:read',
  'documents:write',
  'sources:write',
  'sessions:read',
  'sessions:write',
  'evaluations:read',
  'evaluations:write',
  'usage:read',
  'privacy:write',
]);
export type Scope = z.infer<typeof Scope>;

export const LONGEST_IDEMPOTENCY_KEY = 255;

/** One operation of the API. REST routes, the OpenAPI document and tRPC procedures are derived from it. */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  id: string;
  tag:
    | 'Chat'
    | 'Documents'
    | 'Sources'
    | 'Search'
    | 'Sessions'
    | 'Evaluations'
    | 'Usage'
    | 'Status'
    | 'Feedback'
    | 'Widget'
    | 'Privacy';
  summary: string;
  description?: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1, path parameters in braces. */
  path: `/${string}`;
  /** Scope that the key needs; null: no key required. */
  scope: Scope | null;
  /** HTTP status of success. */
  status: 200 | 202;
  /** Path parameters together with the query (GET, DELETE) or the body. */
  input: I;
  output: O;
  /** Schema by event name, if `stream: true` asks for Server-Sent Events. */
  events?: Record<string, z.ZodType>;
  /** The response is always a stream of events. */
  alwaysStreams?: true;
  /** A publishable key may call it for a session, with the session's secret in X-Session-Secret. */
  bySessionSecret?: true;
  /** The body may be multipart/form-data with several files, or with one. */
  multipart?: true | 'one';
  /** The response is also available as CSV: `format=csv` or `Accept: text/csv`. */
  csv?: true;
  /** The response is bytes of one of these media types, not JSON. */
  binary?: readonly string[];
  /** It calls a model and uses tokens. */
  spends?: true;
  /** Error codes beyond those that every operation has. */
  errors: ErrorCode[];
};

/** Unknown fields are refused: a misspelt `filter` would search everything. */
const strict = (input: z.ZodType): z.ZodType =>
  // One without any field has none to misspell.
  input instanceof z.ZodObject && Object.keys(input.shape).length > 0 ? input.strict() : input;

/** Declares an operation. Its input takes no unknown fields. Adds `success: true` to the schema of the response. */
export function operation<I extends z.ZodType, S extends z.ZodRawShape, const R extends object>(
  definition: Omit<Operation<I>, 'output'> & { output: z.ZodObject<S> } & R,
) {
  return {
    ...definition,
    input: strict(definition.input),
    output: definition.output.extend({ success: z.literal(true) }),
  } as unknown as R & {
    input: I;
    output: z.ZodObject<S>;
  } & Omit<Operation<I, z.ZodObject<S>>, keyof R>;
}

/** Use cases return the body without `success`; the transports add it. */
export const succeeded = <T extends object>(body: T) => ({ success: true as const, ...body });
