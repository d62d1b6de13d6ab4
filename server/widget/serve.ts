import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Request, Response } from 'express';
import { ConfigError } from '../../shared/config.ts';

const built = new URL('../../build/widget/widget.js', import.meta.url);

/**
 * /widget.js: any page may load it; whether it appears there is decided by the key's origins.
 * @throws ConfigError when it has not been built
 */
export function serveWidget(fresh: boolean): (req: Request, res: Response) => void {
  if (!fresh && !existsSync(built)) throw new ConfigError('The widget is not built: run npm run build.');
  let script = fresh ? undefined : readFileSync(built);
  let tag = script && tagOf(script);
  return (req, res) => {
    if (fresh) {
      script = readFileSync(built);
      tag = tagOf(script);
    }
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    res.setHeader('Access-Control-Allow-Origin', '*');
    // Short, so that an update of the server reaches every page within minutes.
    res.setHeader('Cache-Control', 'public, max-age=300');
    res.setHeader('ETag', tag!);
    if (req.headers['if-none-match'] === tag) return void res.status(304).end();
    res.type('text/javascript').send(script);
  };
}

const tagOf = (script: Buffer) => `"${createHash('sha256').update(script).digest('base64url').slice(0, 16)}"`;
