import type { ErrorCode } from '../../../shared/contract/errors.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import type { AppCall, SystemCall } from '../../call.ts';
import { visitorTexts, type VisitorTexts } from './visitor-texts.ts';

/** What visitors meet. Other errors are faults of a request, for the person who wrote the page. */
const KINDS: Partial<Record<ErrorCode, keyof VisitorTexts>> = {
  model_failed: 'failed',
  model_unavailable: 'failed',
  model_timeout: 'failed',
  internal_error: 'failed',
  database_unavailable: 'failed',
  storage_full: 'failed',
  storage_unavailable: 'failed',
  server_stopping: 'failed',
  request_timeout: 'failed',
  rate_limited: 'busy',
  quota_exceeded: 'later',
  app_archived: 'later',
  invalid_api_key: 'later',
  api_key_expired: 'later',
  api_key_revoked: 'later',
  api_key_rotated: 'later',
  session_not_found: 'gone',
  session_full: 'gone',
  message_not_found: 'gone',
  answer_not_resumable: 'gone',
  answer_erased: 'gone',
};

/**
 * The error as a visitor of a web page reads it: the same code, and a text without a word on keys, models or budgets.
 * @param language of the app's answers; with `auto`, the browser's first that we have counts
 */
export function visitorError(error: DocentError, language: string, accepted = ''): DocentError {
  const kind = KINDS[error.code];
  if (!kind) return error;
  const wanted =
    language === 'auto' ? accepted.split(',').map((one) => one.trim().slice(0, 2).toLowerCase()) : [language];
  const texts = visitorTexts[wanted.find((code) => visitorTexts[code]) ?? 'en']!;
  const { retry_after } = error.details;
  const details = retry_after === undefined ? {} : { retry_after };
  return new DocentError(error.code, texts[kind], details, error.cause ?? error);
}

/** The error for the caller: visitors read their own text, everyone else the operator's. */
export function errorFor(call: SystemCall, error: DocentError): DocentError {
  const { actor, app, client } = call as Partial<AppCall>;
  const isVisitor = actor?.kind === 'key' && actor.keyKind === 'publishable';
  return isVisitor && app ? visitorError(error, app.language, client?.languages) : error;
}
