import type { NextFunction, Request, Response } from 'express';
import type { Context } from '../../../shared/context.ts';
import type { FoundKey } from '../../access/keys/key-finder.ts';
import { allowsOrigin } from '../../access/keys/allows-origin.ts';
import { someKeyAllows } from '../../access/keys/some-key-allows.ts';

/** Lets the page at this origin read the response. */
export function allowOrigin(res: Response, origin: string): void {
  res.setHeader('Access-Control-Allow-Origin', origin);
  res.setHeader(
    'Access-Control-Expose-Headers',
    'X-Request-Id, X-Session-Id, X-Message-Id, X-Session-Secret, Idempotency-Replayed, WWW-Authenticate, Retry-After, AI-Disclosure, RateLimit, RateLimit-Policy',
  );
  res.vary('Origin');
}

/**
 * CORS preflights. They have no key (unless it is in the query), so they are allowed if any active key allows the
 * origin. The request itself is checked against its own key.
 * @param moreHeaders further headers of another protocol's clients, each after a comma
 */
export const preflight =
  (ctx: Context, findKey: (secret: string) => Promise<FoundKey>, moreHeaders = '') =>
  async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    const { origin } = req.headers;
    if (req.method !== 'OPTIONS' || !origin || !req.headers['access-control-request-method']) return next();
    const secret = req.query['api_key'];
    const allowed =
      typeof secret === 'string'
        ? await findKey(secret).then(
            (key) => allowsOrigin(key.allowedOrigins, origin),
            () => false,
          )
        : await someKeyAllows(ctx, origin);
    res.vary('Origin');
    if (allowed) {
      allowOrigin(res, origin);
      res.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT, DELETE');
      res.setHeader(
        'Access-Control-Allow-Headers',
        `Authorization, X-API-Key, Content-Type, Idempotency-Key, Last-Event-ID, X-Session-Secret${moreHeaders}`,
      );
      res.setHeader('Access-Control-Max-Age', '600');
    }
    res.status(allowed ? 204 : 403).end();
  };
