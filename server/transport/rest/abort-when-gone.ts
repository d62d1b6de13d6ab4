import type { Response } from 'express';
import { DocentError } from '../../../shared/platform/errors.ts';

/** Aborts when the client goes away before its response is complete. */
export function abortWhenGone(res: Response): AbortController {
  const abort = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) abort.abort(new DocentError('invalid_request', 'The client has gone.'));
  });
  return abort;
}
