import type { ErrorCode } from '../contract/errors.ts';
import { DocentError } from '../platform/errors.ts';

type ModelErrorCode = Extract<ErrorCode, `model_${string}`>;

/** A model call that failed. The message is for operators: it names the usual cause, never the server's own words. */
export class ModelError extends DocentError {
  /** The server refused the call or was not reached, so that it used no tokens. */
  readonly unused: boolean;

  constructor(code: ModelErrorCode, message?: string, options: { unused?: boolean; cause?: unknown } = {}) {
    super(code, message, {}, options.cause);
    this.unused = options.unused ?? false;
  }
}
