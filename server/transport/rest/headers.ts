// Security headers of all responses, and of pages.
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** On responses with an answer, as drafted for HTTP (draft-abaris-aicdh-01). */
export const AI_DISCLOSURE = ['AI-Disclosure', 'mode=ai-originated'] as const;

const A_YEAR = 31_536_000;

/** For every response, including the API: no MIME sniffing, and https only once the server is reached by it. */
export function everyHeader(publicUrl: string): RequestHandler {
  const secure = publicUrl.startsWith('https:');
  return (_req: Request, res: Response, next: NextFunction) => {
    res.setHeader('X-Content-Type-Options', 'nosniff');
    // At http://127.0.0.1, HSTS would lock the browser out of every other local server.
    if (secure) res.setHeader('Strict-Transport-Security', `max-age=${A_YEAR}; includeSubDomains`);
    next();
  };
}

/** For pages and their assets. Each kind of page has its own Content-Security-Policy; without one nothing runs. */
export function pageHeaders(publicUrl: string): RequestHandler[] {
  return [
    helmet({
      strictTransportSecurity: publicUrl.startsWith('https:'),
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
        },
      },
      xFrameOptions: { action: 'deny' },
    }),
    (_req, res, next) => {
      res.setHeader('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
      next();
    },
  ];
}
