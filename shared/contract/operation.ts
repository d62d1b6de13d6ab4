import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

export const Scope = z.enum([
  'chat',
  'documents:read',
  'documents:write',
  'sessions:read',
  'sessions:write',
  'usage:read',
  'privacy:write',
]);
export type Scope = z.infer<typeof Scope>;

/** What crosses the boundary in one operation: REST, OpenAPI, tRPC and the typed client are derived from it. */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  id: string;
  tag: 'Chat' | 'Documents' | 'Search' | 'Sessions' | 'Usage' | 'Status' | 'Feedback' | 'Widget' | 'Privacy';
  summary: string;
  description?: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** Below /api/v1, path parameters in braces. */
  path: `/${string}`;
  /** What a key must be allowed; null: no key is asked for. */
  scope: Scope | null;
  /** HTTP status of success. */
  status: 200 | 202;
  /** Path parameters, then query (GET, DELETE) or body in one object. */
  input: I;
  output: O;
  /** Schema by event name, when `stream: true` in the input asks for Server-Sent Events. */
  events?: Record<string, z.ZodType>;
  /** The answer is a stream of events whatever the input. */
  alwaysStreams?: true;
  /** A publishable key may call it for a session whose secret it sends as X-Session-Secret. */
  bySessionSecret?: true;
  /** The body may be multipart/form-data with files, or with one. */
  multipart?: true | 'one';
  /** The answer is also to be had as CSV: `format=csv` or `Accept: text/csv`. */
  csv?: true;
  /** The answer is bytes of one of these media types, not JSON. */
  binary?: readonly string[];
  /** It calls a model, so that it uses tokens. */
  spends?: true;
  /** Codes beyond those every operation may answer with. */
  errors: ErrorCode[];
};

/** Declares an operation; success bodies get their `success: true` here. */
export function operation<I extends z.ZodType, S extends z.ZodRawShape, const R extends object>(
  definition: Omit<Operation<I>, 'output'> & { output: z.ZodObject<S> } & R,
) {
  return { ...definition, output: definition.output.extend({ success: z.literal(true) }) } as unknown as R & {
    input: I;
    output: z.ZodObject<S>;
  } & Omit<Operation<I, z.ZodObject<S>>, keyof R>;
}

/** Use cases return the body without `success`; the adapters add it. */
export const succeeded = <T extends object>(body: T) => ({ success: true as const, ...body });
