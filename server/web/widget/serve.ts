import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'express';
import type { Build } from '../../operations/builds/build-beside.ts';
import { widgetFile } from '../../operations/builds/build-widget.ts';

/**
 * Serves /widget.js. Any page may load it; the key's origins decide whether it appears.
 * @param build awaited if it is running
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
  // A failed build is in the log; requests get an error.
  once.catch(() => {});
  return async (req, res) => {
    const { script, tag } = await (fresh ? read() : once);
    res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    res.setHeader('Access-Control-Allow-Origin', '*');
    // Short, so that an update reaches every page within minutes.
    res.setHeader('Cache-Control', 'public, max-age=300');
    res.setHeader('ETag', tag);
    if (req.headers['if-none-match'] === tag) return void res.status(304).end();
    res.type('text/javascript').send(script);
  };
}
