import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';

/** Sends a file of the widget to any page: kept for minutes, so that an update reaches every page soon. */
export function sendCached(
  req: Pick<Request, 'headers'>,
  res: Response,
  type: string,
  content: Buffer,
): void {
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 16)}"`;
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.setHeader('Cache-Control', 'public, max-age=300');
  res.setHeader('ETag', tag);
  if (req.headers['if-none-match'] === tag) return void res.status(304).end();
  res.type(type).send(content);
}
