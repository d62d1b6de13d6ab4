import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'express';
import type { Build } from '../../operations/builds/build-beside.ts';
import { widgetFile } from '../../operations/builds/build-widget.ts';

/**
 * /widget.js: any page may load it; whether it appears there is decided by the key's origins.
 * @param build what is waited for where it is still under way
 * @param fresh read for each request, for npm run dev
 */
export function serveWidget(
  { ready }: Build,
  fresh: boolean,
): (req: Request, res: Response) => Promise<void> {
  const read = async () => {
    const script = await readFile(widgetFile);
    return { script, tag: `"${createHash('sha256').update(script).digest('base64url').slice(0, 16)}"` };
  };
  const once = ready.then(read);
  // A failed build is in the log; whoever asks is told of an error.
  once.catch(() => {});
  return async (req, res) => {
    const { script, tag } = await (fresh ? read() : once);
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    res.setHeader('Access-Control-Allow-Origin', '*');
    // Short, so that an update of the server reaches every page within minutes.
    res.setHeader('Cache-Control', 'public, max-age=300');
    res.setHeader('ETag', tag);
    if (req.headers['if-none-match'] === tag) return void res.status(304).end();
    res.type('text/javascript').send(script);
  };
}
