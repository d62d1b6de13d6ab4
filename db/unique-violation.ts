const UNIQUE_VIOLATION = '23505';
const NAMED = /unique constraint "([^"]+)"/;

/**
 * The name of the unique key that an error is about; undefined for any other error. A worker of Citus gives the name only in
 * the message, with the number of the shard at its end.
 */
export function uniqueViolation(error: unknown): string | undefined {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string };
  if (code !== UNIQUE_VIOLATION) return undefined;
  return constraint ?? NAMED.exec(message ?? '')?.[1] ?? '';
}
