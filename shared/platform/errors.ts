import { errorCodes, type ErrorCode } from '../contract/errors.ts';

/** An error that a caller may see: code from the contract's table, message saying what to do. */
export class DocentError extends Error {
  code: ErrorCode;
  details: Record<string, unknown>;

  constructor(code: ErrorCode, message?: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message ?? errorCodes[code][1], { cause });
    this.name = 'DocentError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorCodes[this.code][0];
  }
}

/** Ends the operation with a coded error. */
export function fail(code: ErrorCode, message?: string, details?: Record<string, unknown>): never {
  throw new DocentError(code, message, details);
}

// What pg and PGlite say when the server is away, restarting, or has no connection left for us.
const unreachable = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|57P0[123]|53300|08\w{3})$/;
const unreachableMessage =
  /timeout exceeded when trying to connect|Connection terminated|not currently accepting connections|embedded database (has stopped|is closed)/;

/** What a caller is told of any error: coded ones as they are, a lost database as such, all else as internal. */
export function publicError(error: unknown): DocentError {
  if (error instanceof DocentError) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  if (unreachable.test(String(code)) || unreachableMessage.test(message ?? ''))
    return new DocentError('database_unavailable', undefined, {}, error);
  return new DocentError('internal_error', undefined, {}, error);
}
