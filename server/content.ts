import { Readable } from 'node:stream';

/** `bytes` is left out where nobody can tell before the end. */
export type Content = { name: string; mediaType: string; bytes?: number; stream: Readable };

/** A text of ours as a file. */
export function csvContent(name: string, text: string): Content {
  const bytes = Buffer.from(text);
  return { name, mediaType: 'text/csv', bytes: bytes.length, stream: Readable.from([bytes]) };
}
