import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Content } from '../../content.ts';

/**
 * Sends an original as an attachment that no browser runs or guesses at: an uploaded HTML page must not become
 * a page of this server.
 */
export async function sendContent(res: Response, { name, mediaType, bytes, stream }: Content): Promise<void> {
  // What stands before a slash of either kind is no part of a file's name.
  res.attachment(name.replace(/^.*[/\\]/, '') || 'document');
  res.setHeader('Content-Type', mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType);
  if (bytes !== undefined) res.setHeader('Content-Length', bytes);
  res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  res.setHeader('Cache-Control', 'private, no-store');
  await pipeline(stream, res).catch((error: unknown) => {
    // A reader that goes away is no failure of ours.
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
