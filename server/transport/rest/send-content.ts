import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Content } from '../../content.ts';

/**
 * Sends an original as an attachment that browsers neither run nor sniff: an uploaded HTML page must not become a
 * page of this server.
 */
export async function sendContent(res: Response, { name, mediaType, bytes, stream }: Content): Promise<void> {
  // Text before a slash or backslash is not part of a file name.
  res.attachment(name.replace(/^.*[/\\]/, '') || 'document');
  res.setHeader('Content-Type', mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType);
  if (bytes !== undefined) res.setHeader('Content-Length', bytes);
  res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
  res.setHeader('Cache-Control', 'private, no-store');
  await pipeline(stream, res).catch((error: unknown) => {
    // A client that disconnects is not an error.
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
