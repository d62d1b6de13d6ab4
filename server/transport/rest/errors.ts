import type { NextFunction, Request, Response } from 'express';
import { ZodError } from 'zod';
import type { ErrorBody } from '../../../shared/contract/errors.ts';
import type { Context } from '../../../shared/context.ts';
import { DocentError, publicError } from '../../../shared/platform/errors.ts';
import { visitorError } from '../../access/visitors/visitor-error.ts';
import { someKeyAllows } from '../../access/keys/some-key-allows.ts';
import { AI_DISCLOSURE } from './headers.ts';
import { allowOrigin } from './origins.ts';

/**
 * Converts any error to one of the contract: from express, zod, or ours. The message of an unknown error stays
 * inside.
 */
export function httpError(error: unknown): DocentError {
  if (error instanceof ZodError) return invalidInput(error);
  const { type, status, expose } = (error ?? {}) as { type?: string; status?: number; expose?: boolean };
  if (type === 'entity.parse.failed') return new DocentError('invalid_json');
  if (type === 'entity.too.large') return new DocentError('payload_too_large');
  if (type === 'charset.unsupported' || type === 'encoding.unsupported')
    return new DocentError('unsupported_media_type');
  if (type === 'request.aborted' || type === 'request.size.invalid')
    return new DocentError('invalid_request', 'The body ended before it was complete.');
  if (error instanceof URIError)
    return new DocentError('invalid_request', 'The path is not valid percent-encoding.');
  // Anything else that express's body parser refuses, such as invalid gzip.
  if (status === 400 && expose) return new DocentError('invalid_request', 'The body could not be read.');
  return publicError(error);
}

/** A validation error with every invalid field. */
function invalidInput(error: ZodError): DocentError {
  const issues = error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
  const [first] = issues;
  const message = first ? `${first.field || 'The request'}: ${first.message}.` : undefined;
  return new DocentError('invalid_request', message, { issues });
}

export function errorBody(error: DocentError, requestId: string): ErrorBody {
  const { code, message, details } = error;
  return { success: false, error: { code, message, request_id: requestId, details } };
}

/** The error handler: one shape for every error of every route. @param bodyOf another protocol's shape */
export const sendError =
  (ctx: Context, bodyOf: (error: DocentError, requestId: string) => object = errorBody) =>
  async (error: unknown, req: Request, res: Response, _next: NextFunction): Promise<void> => {
    const ownError = httpError(error);
    const visitorLanguage = res.locals['visitorLanguage'] as string | undefined;
    const codedError =
      visitorLanguage === undefined
        ? ownError
        : visitorError(ownError, visitorLanguage, req.get('accept-language'));
    const requestId = String(res.getHeader('X-Request-Id') ?? '');
    if (codedError.status >= 500)
      ctx.log.error({ err: ownError.cause ?? ownError, request_id: requestId }, codedError.code);
    if (res.headersSent) return void res.destroy();
    const { origin } = req.headers;
    // A page that some key allows may read the reason; for any other page the response stays unreadable.
    if (
      origin &&
      !res.hasHeader('Access-Control-Allow-Origin') &&
      (await someKeyAllows(ctx, origin).catch(() => false))
    )
      allowOrigin(res, origin);
    readOn(req);
    // No AI made the error.
    res.removeHeader(AI_DISCLOSURE[0]);
    if (codedError.status === 401) res.setHeader('WWW-Authenticate', challengeOf(codedError));
    const { retry_after } = codedError.details;
    if (typeof retry_after === 'number') res.setHeader('Retry-After', String(retry_after));
    else if (codedError.status === 503) res.setHeader('Retry-After', '5');
    res.status(codedError.status).json(bodyOf(codedError, requestId));
  };

/** RFC 6750: without a key there is no error to name. */
const challengeOf = ({ code, message }: DocentError): string =>
  'Bearer realm="docent"' +
  (code === 'missing_api_key'
    ? ''
    : `, error="invalid_token", error_description="${message.replaceAll(/[^\x20-\x7e]|["\\]/g, '')}"`);

const LINGER_MS = 10_000;

/**
 * Reads the rest of a refused body. Closing at once would lose the response for a client that is still sending; not
 * reading it would block the connection. A client that sends for too long is cut off.
 */
function readOn(req: Request): void {
  if (req.complete || req.destroyed) return;
  req.unpipe();
  req.resume();
  const cut = setTimeout(() => req.socket.destroy(), LINGER_MS).unref();
  req.once('close', () => clearTimeout(cut));
}
