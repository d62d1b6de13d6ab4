import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

/** `bytes` is left out where nobody can tell before the end. */
export type Content = { name: string; mediaType: string; bytes?: number; stream: Readable };

/** A text of ours as a file. */
export function csvContent(name: string, text: string): Content {
  const bytes = Buffer.from(text);
  return { name, mediaType: 'text/csv', bytes: bytes.length, stream: Readable.from([bytes]) };
}

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
