import type { DocentError } from '../../../shared/platform/errors.ts';

/** OpenAI's error types; clients decide by them which error to throw and whether to retry. */
function typeOf({ code, status }: DocentError): string {
  if (code.includes('quota')) return 'insufficient_quota';
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** An error in OpenAI's shape; `code` is from the contract. */
export function openaiError(error: DocentError, request_id: string) {
  const issues = error.details['issues'] as { field: string }[] | undefined;
  const { message, code } = error;
  return { error: { message, type: typeOf(error), param: issues?.[0]?.field || null, code, request_id } };
}
