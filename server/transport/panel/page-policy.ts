import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Context } from '../../../shared/context.ts';

/**
 * The panel's Content-Security-Policy. Inline scripts and styles need the request's nonce (`res.locals.nonce`), which
 * React, Remix and Mantine set. `style` attributes cannot have one: they are allowed, and cannot run anything.
 */
export function pagePolicy({ config: { publicUrl, panelDev } }: Pick<Context, 'config'>): RequestHandler {
  const nonceOf = (_req: unknown, res: unknown) => `'nonce-${(res as Response).locals['nonce']}'`;
  // In development vite adds its own scripts and styles, and uses a WebSocket.
  const inline = panelDev ? "'unsafe-inline'" : nonceOf;
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", inline],
      styleSrc: ["'self'", inline],
      styleSrcAttr: ["'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: panelDev ? ["'self'", 'ws:'] : ["'self'"],
      frameSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...(publicUrl.startsWith('https:') && { upgradeInsecureRequests: [] }),
    },
  });
  return (req, res, next) => {
    if (!panelDev) res.locals['nonce'] = randomBytes(16).toString('base64');
    policy(req, res, next);
  };
}
