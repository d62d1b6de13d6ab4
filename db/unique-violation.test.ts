import { expect, test } from 'vitest';
import { uniqueViolation } from './unique-violation.ts';

const thrown = (code: string, message: string, constraint?: string) =>
  Object.assign(new Error(message), { code, constraint });

test('names the key, also where only the message does, as from a worker of Citus', () => {
  const message = 'duplicate key value violates unique constraint "documents_external_102033"';
  expect(uniqueViolation(thrown('23505', 'duplicate key', 'documents_external'))).toBe('documents_external');
  expect(uniqueViolation(thrown('23505', message))).toBe('documents_external_102033');
  expect(uniqueViolation(thrown('23505', 'llave duplicada'))).toBe('');
  expect(uniqueViolation(thrown('23503', message))).toBeUndefined();
  expect(uniqueViolation(new Error(message))).toBeUndefined();
});
