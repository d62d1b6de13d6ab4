import { errorCodes, type ErrorCode } from '../contract/errors.ts';

/** An error that a caller may see: a code of the contract, and a message that says what to do. */
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

/** Throws a coded error. */
export function fail(code: ErrorCode, message?: string, details?: Record<string, unknown>): never {
  throw new DocentError(code, message, details);
}

// Errors of pg and PGlite if the server is away, restarting, or has no free connection.
const unreachable = /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|57P0[123]|53300|08\w{3})$/;
const unreachableMessage =
  /timeout exceeded when trying to connect|Connection terminated|not currently accepting connections|embedded database (has stopped|is closed)/;

/** The error that a caller sees: coded errors as they are, a lost database as such, anything else as internal. */
export function publicError(error: unknown): DocentError {
  if (error instanceof DocentError) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  if (unreachable.test(String(code)) || unreachableMessage.test(message ?? ''))
    return new DocentError('database_unavailable', undefined, {}, error);
  return new DocentError('internal_error', undefined, {}, error);
}
