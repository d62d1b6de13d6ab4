import { ExtractionError, type ExtractionErrorCode } from '../extract/extraction-error.ts';

/** Messages between the pool and its child; one job at a time. */
export type Request = { operation: string; payload: unknown; cpuMs: number };
export type Reply = { result: unknown } | { error: PlainError };
export type PlainError = { name: string; message: string; code?: string; stack?: string };

export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  return { name, message, stack, ...(typeof code === 'string' && { code }) };
}

/** Restores the child's error: code, message and stack, and the class if callers check it. */
export function fromPlainError({ name, message, code, stack }: PlainError): Error {
  if (name === 'ExtractionError') return new ExtractionError(code as ExtractionErrorCode, message);
  return Object.assign(new Error(message), { name, stack }, code && { code });
}
