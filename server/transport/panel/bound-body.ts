import type { NextFunction, Request, Response } from 'express';
import { fail } from '../../../shared/platform/errors.ts';

const MOST_BYTES = 1_048_576;

/**
 * Calls and forms of the panel are small. Its router and Remix read a body whole, before anybody is signed in, so its
 * length must be told beforehand; Node reads no more than that. Files are streamed, and counted where they are taken.
 */
export function boundBody(req: Request, _res: Response, next: NextFunction): void {
  const length = Number(req.headers['content-length'] ?? 0);
  const untold = req.headers['transfer-encoding'] !== undefined;
  if ((untold || length > MOST_BYTES) && !req.path.startsWith('/files/'))
    fail('payload_too_large', 'The panel takes at most 1 MB here, with its Content-Length.');
  next();
}
