import type { NextFunction, Request, Response } from 'express';
import { fail } from '../../../shared/platform/errors.ts';

const MOST_BYTES = 1_048_576;

/**
 * Limits the size of calls and forms of the panel. They are read whole before anybody is signed in, so Content-Length
 * is required. Files are streamed and limited elsewhere.
 */
export function boundBody(req: Request, _res: Response, next: NextFunction): void {
  const length = Number(req.headers['content-length'] ?? 0);
  const untold = req.headers['transfer-encoding'] !== undefined;
  if ((untold || length > MOST_BYTES) && !req.path.startsWith('/files/'))
    fail('payload_too_large', 'The panel accepts at most 1 MB here and requires Content-Length.');
  next();
}
