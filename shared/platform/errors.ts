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

// Errors of pg and PGlite if the server or the way to it is away, restarting, or has no free connection. `not queryable`: the
// connection broke earlier in the same transaction.
const unreachable =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|E(HOST|NET)(UNREACH|DOWN)|57P0[1235]|53[234]00|08\w{3})$/;
const unreachableMessage =
  /timeout exceeded when trying to connect|^timeout expired$|Connection terminated|is not queryable|not currently accepting connections|embedded database (has stopped|is closed)/;
// Read-only (a failover, a managed server whose disk is full), a conflict with another statement, a time limit.
const passing = /^(25006|40001|40P01|55P03|57014)$/;
// Of the database, and of files.
const full = /^(53100|ENOSPC|EDQUOT)$/;

/** The error that a caller sees: coded errors as they are, what passes as such, anything else as internal. */
export function publicError(error: unknown): DocentError {
  if (error instanceof DocentError) return error;
  const { code, message } = factsOf(error);
  if (full.test(code)) return new DocentError('storage_full', undefined, {}, error);
  if (passing.test(code))
    return new DocentError(
      'database_unavailable',
      'The database does not take changes at the moment. Try again.',
      {},
      error,
    );
  if (unreachable.test(code) || unreachableMessage.test(message))
    return new DocentError('database_unavailable', undefined, {}, error);
  return new DocentError('internal_error', undefined, {}, error);
}

/**
 * Whether another attempt would fail the same way: the database refuses the values (data exception, constraint,
 * trigger), or the error is ours. Anything else may pass.
 */
export function isFinal(error: unknown): boolean {
  if (error instanceof DocentError)
    return !['database_unavailable', 'storage_full', 'storage_unavailable'].includes(error.code);
  return (
    /^(22|23|P0|DQ)\w{3}$/.test(factsOf(error).code) ||
    error instanceof TypeError ||
    error instanceof RangeError
  );
}

/**
 * Whether a statement that failed has certainly changed nothing: the database refused it or was not reached. A
 * connection that breaks leaves this open.
 */
export function changedNothing(error: unknown): boolean {
  if (error instanceof DocentError) return true;
  const { code, message } = factsOf(error);
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(code) || message.includes('when trying to connect'))
    return true;
  return /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code);
}

function factsOf(error: unknown): { code: string; message: string } {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  return { code: String(code), message: message ?? '' };
}
