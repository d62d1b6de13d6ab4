import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'express';
import type { Build } from '../../operations/builds/build-beside.ts';
import { widgetFile } from '../../operations/builds/build-widget.ts';
import { sendCached } from './send-cached.ts';

/**
 * Serves /widget.js. Any page may load it; the key's origins decide whether it appears.
 * @param build awaited if it is running
 * @param fresh read for each request, for npm run dev
 */
export function serveWidget(
  { ready }: Build,
  fresh: boolean,
): (req: Request, res: Response) => Promise<void> {
  const read = () => readFile(widgetFile);
  const once = ready.then(read);
  // A failed build is in the log; requests get an error.
  once.catch(() => {});
  return async (req, res) => sendCached(req, res, 'text/javascript', await (fresh ? read() : once));
}
