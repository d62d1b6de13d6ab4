import pino from 'pino';
import type { Config } from './config.ts';

export type Log = pino.Logger;

/** Structured log: one JSON object per line, on stderr unless another stream is given. */
export function openLog(config: Pick<Config, 'logLevel'>, stream?: pino.DestinationStream): Log {
  return pino(
    {
      level: config.logLevel,
      base: undefined,
      serializers: { err: describeError },
    },
    stream ?? pino.destination({ dest: 2, sync: false }),
  );
}

/**
 * An error as it may be logged: type, code, stack, and the message without quoted values. Never its data: a database
 * error's `detail` or a model server's response may contain what people wrote.
 */
export function describeError(thrown: unknown) {
  const error = (typeof thrown === 'object' && thrown ? thrown : {}) as Partial<Thrown>;
  const { name: type = typeof thrown, code } = error;
  const message = withoutQuotes(error.message ?? '', code ?? '');
  const { constraint, table } = error;
  return {
    type,
    code,
    message,
    stack: `${type}: ${message}${framesOf(error)}`,
    cause: error.cause && { type: error.cause.name, code: error.cause.code },
    constraint,
    table,
  };
}

type Thrown = Error & {
  code: string;
  cause: { code?: string; name?: string };
  constraint: string;
  table: string;
};

/** In these classes of errors, Postgres quotes names of tables and columns. */
const QUOTES_NAMES = /^(08|23|28|3D|40|42|53|55|57|58)[0-9A-Z]{3}$/;

/**
 * `invalid input syntax for type integer: "…"`, `Unexpected token … "…" is not valid JSON`: removes from the first
 * quote to the last.
 */
const withoutQuotes = (message: string, code: string): string =>
  QUOTES_NAMES.test(code) ? message : message.replace(/".*"/s, '"…"');

/** The stack starts with the message, whose lines may look like anything. */
function framesOf({ stack, message }: Partial<Error>): string {
  const after = stack && message && stack.includes(message) ? stack.indexOf(message) + message.length : 0;
  const frames = stack?.slice(after).match(/^ {4}at .*$/gm) ?? [];
  return frames.map((frame) => `\n${frame}`).join('');
}
