import pino from 'pino';
import type { Config } from './config.ts';

export type Log = pino.Logger;

/**
 * Structured log, one JSON object a line, on stderr unless another stream is given. Errors keep type, code, message and stack, never their data:
 * a database error's `detail` or a model server's answer may quote what people wrote.
 */
export function openLog(config: Pick<Config, 'logLevel'>, stream?: pino.DestinationStream): Log {
  return pino(
    {
      level: config.logLevel,
      base: undefined,
      serializers: {
        err: (error: Error & { code?: string; cause?: { code?: string; name?: string } }) => ({
          type: error.name,
          code: error.code,
          message: error.message,
          stack: error.stack,
          cause: error.cause && { type: error.cause.name, code: error.cause.code },
        }),
      },
    },
    stream ?? pino.destination({ dest: 2, sync: false }),
  );
}
